#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
# read_run.R TICKLAB DB RUN: the samples of a run as a data frame, and its figures; R's own functions alone.
arguments <- commandArgs(trailingOnly = TRUE)

query <- function(sql) {
  command <- paste(shQuote(arguments[1]), "db sql --db", shQuote(arguments[2]), shQuote(sql))
  read.delim(pipe(command), quote = "", na.strings = "", comment.char = "")
}

run <- arguments[3]
samples <- query(sprintf("SELECT sample, elapsed_ticks, flags FROM samples('%s')", run))
figures <- query(sprintf("SELECT name, scope, grid, value, lo, hi FROM figures WHERE run LIKE '%s%%'", run))
cat(nrow(samples), sum(as.numeric(samples$elapsed_ticks)), nrow(figures), "\n")
print(head(sort(table(samples$elapsed_ticks), decreasing = TRUE)))
