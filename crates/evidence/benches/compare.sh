#!/bin/sh
# Runs both sides of the comparison in the README, one after the other on the same machine.
# R and its survival package come from Debian: apt-get install r-base-core r-cran-survival
set -eu
cd "$(dirname "$0")"
cargo bench -p evidence
Rscript --vanilla compare.R
