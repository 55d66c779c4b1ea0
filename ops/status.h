/* status.h: how a call ended.
 *
 * Every library call that can fail returns an enum ad_status; AD_OK is 0, so
 * `if (status)` reads "if it failed".  The library never prints, exits or
 * aborts. */
#ifndef DUALTAPE_STATUS_H
#define DUALTAPE_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

enum ad_status {
#define STATUS(name, text) AD_##name,
#include "status.def"
  AD_STATUS_COUNT
};

/* The status as a sentence; static storage.  "unknown status" for a number
 * that is none. */
const char *ad_status_text(enum ad_status status);

#ifdef __cplusplus
}
#endif
#endif
