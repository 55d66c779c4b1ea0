#include <config.h>

#include "status.h"

const char *ad_status_text(enum ad_status status)
{
  static const char *const texts[] = {
#define STATUS(name, text) [AD_##name] = text,
#include "status.def"
  };
  if ((unsigned)status >= AD_STATUS_COUNT)
    return "unknown status";
  return texts[status];
}
