/* report_words.c: the words of the report's page. */
#include <config.h>

#include "report.h"

#include <string.h>

struct word {
  const char *name, *text;
};

/* In the page: {{word NAME}}. */
static const struct word page[] = {
  {"skip", N_("Skip to the steps")},
  {"heading", N_("Forward and reverse mode, side by side")},
  {"verdict", N_("The verdict")},
  {"verdict-about",
   N_("A column such as fwd-rev has the difference between two ways: forward "
      "mode (fwd), reverse mode (rev), complex step (cpx), central differences "
      "(cen). cen +- is what the difference quotient may be wrong by.")},
  {"steps", N_("Step by step")},
  {"steps-about",
   N_("The forward sweep computes the values, from the inputs on, and in "
      "forward mode their tangents with them. The reverse sweep starts from an "
      "output and hands adjoints back along the edges, where shares from "
      "several edges are added.")},
  {"no-script",
   N_("Stepping needs JavaScript. Without it, all numbers are in the graph and "
      "in the tables below.")},
  {"wrt", N_("Tangents: seed of input")},
  {"of", N_("Adjoints: seed of output")},
  {"step", N_("Step")},
  {"first", N_("First")},
  {"previous", N_("Previous")},
  {"play", N_("Play")},
  {"next", N_("Next")},
  {"last", N_("Last")},
  {"keys",
   N_("Arrow keys left and right go a step back and on, Home and End to the "
      "first and the last one. A link in the tables leads to its step.")},
  {"graph-region", N_("Computational graph")},
  {"graph-about",
   N_("From the inputs on the left to the outputs on the right. The tables below "
      "have the same numbers.")},
  {"legend-value", N_("value, by the forward sweep")},
  {"legend-tangent", N_("tangent, by forward mode")},
  {"legend-adjoint",
   N_("adjoint, by the reverse sweep; at an edge, the share that it hands back")},
  {"forward", N_("Forward mode")},
  {"forward-about",
   N_("Each tangent is the sum, over the arguments, of the local partial times "
      "the argument's tangent.")},
  {"forward-caption", N_("Values and tangents, seed")},
  {"reverse", N_("Reverse mode")},
  {"reverse-about",
   N_("Each row hands a share of a result's adjoint back to an argument: the "
      "local partial times that adjoint. The last rows are the gradient.")},
  {"reverse-caption", N_("Adjoints, seed")},
  {"differences", N_("Pictures")},
  {"differences-about",
   N_("The error of difference quotients against their step: too large a step is "
      "not the derivative yet, too small a one drowns in rounding. Automatic "
      "differentiation takes no step.")},
  {"no-gnuplot",
   N_("There is no picture here: gnuplot was not found when this page was "
      "written.")},
  {"no-curve",
   N_("There is no picture here: at an edge, or where no derivative is finite, "
      "difference quotients have no such curve.")},
  {"pictures-cut", N_("The curves are those of the first derivatives.")},
  {"seeds-cut",
   N_("The page offers the first 32 inputs and outputs as seeds; there are "
      "more.")},
  {"footer", N_("Written by")},
  {"step-head", N_("variable")},
  {"operation-head", N_("operation")},
  {"shape-head", N_("shape")},
  {"value-head", N_("value")},
  {"tangent-head", N_("tangent")},
  {"tangent-rule-head", N_("tangent's rule")},
  {"adjoint-head", N_("adjoint")},
  {"rule-head", N_("rule")},
  {"share-head", N_("share")},
  {"sum-head", N_("sum so far")},
};

/* In the script: words.NAME, where {this} is put in. */
static const struct word script[] = {
  {"number", N_("Step {step} of {last}")},
  {"start",
   N_("nothing is computed yet. The forward sweep begins with the inputs.")},
  {"input", N_("forward sweep: the input {node} is {value}, its tangent by {wrt} "
               "is {tangent}.")},
  {"value", N_("forward sweep: {node} = {made} is {value}, its tangent by {wrt} "
               "is {tangent}.")},
  {"seed", N_("reverse sweep: it begins at {node}, with the seed 1 at {of}.")},
  {"share", N_("reverse sweep: {from} hands {share} back to {to}, whose adjoint is "
               "{sum}.")},
  {"more", N_("reverse sweep: {from} hands {share} back to {to}, whose adjoint is "
              "now {sum} in sum.")},
  {"gradient", N_("the gradient is complete: {gradient}.")},
  {"entry", N_("d{of}/d{wrt} = {value}")},
  {"play", N_("Play")},
  {"pause", N_("Pause")},
};

const char *report_word(const char *name)
{
  for (size_t k = 0; k < sizeof page / sizeof *page; k++)
    if (strcmp(page[k].name, name) == 0)
      return _(page[k].text);
  return "";
}

bool report_script_word(size_t k, const char **name, const char **text)
{
  if (k >= sizeof script / sizeof *script)
    return false;
  *name = script[k].name;
  *text = _(script[k].text);
  return true;
}
