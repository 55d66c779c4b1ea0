/* messages.h: texts for people, in their language (GNU gettext).
 *
 *   _("text")    the text in the user's language, as a value
 *   N_("text")   marks a text in a constant table; whoever prints it says _()
 *   ngettext_(one, many, n)   by the number n, which stands in the text
 *
 * All ask for the domain "dualtape" by name and change nothing, so that the
 * library may use them: it is the program that sets locale and catalogue
 * (cli/main.c).  po/xgettext knows the texts that stand in the *.def tables.
 * Numbers, names, JSON and plots' data are the same in every language. */
#ifndef MESSAGES_H
#define MESSAGES_H

#ifdef ENABLE_NLS
#include <libintl.h>
#define _(text) dgettext(PACKAGE, text)
#define ngettext_(one, many, n) dngettext(PACKAGE, one, many, n)
#else
#define _(text) (text)
#define ngettext_(one, many, n) ((n) == 1 ? (one) : (many))
#endif
#define N_(text) text

#endif
