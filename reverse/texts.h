/* texts.h: marks texts of reverse/ for people; not installed. */
#ifndef DUALTAPE_TEXTS_H
#define DUALTAPE_TEXTS_H

#define _(text) (text)

#endif
