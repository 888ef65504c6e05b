# The same work on the same data as speed.rs, with R's survival and glm; prints the median time in seconds.
suppressMessages(library(survival))

lehmer <- function(seed) {
  state <- seed
  function(rows) {
    values <- numeric(rows)
    for (row in seq_len(rows)) {
      state <<- (state * 16807) %% 2147483647
      values[row] <- state / 2147483647
    }
    values
  }
}

timed <- function(name, runs, work) {
  seconds <- sapply(seq_len(runs), function(run) system.time(work())[["elapsed"]])
  cat(sprintf("%-52s %8.3f s\n", name, median(seconds)))
}

numbers <- lehmer(1)
n <- 1e6
time <- ceiling(-log(numbers(n)) * 1e6) / 1e3
event <- as.integer(numbers(n) < 2 / 3)
group <- as.integer(numbers(n) < 0.5)
timed("kaplan_meier_and_log_rank_on_a_million_rows", 5, function() {
  fit <- survfit(Surv(time, event) ~ group, conf.type = "log-log")
  test <- survdiff(Surv(time, event) ~ group)
})
cat(sprintf("  log-rank chi2 %.10f\n", survdiff(Surv(time, event) ~ group)$chisq))

numbers <- lehmer(2)
n <- 1e5
x <- sapply(1:5, function(column) numbers(n))
start <- floor(numbers(n) * 500)
stop <- start + ceiling(-log(numbers(n)) * 200 * exp(-x[, 1]))
event <- as.integer(numbers(n) < 0.6)
timed("cox_with_five_covariates_on_a_hundred_thousand_rows", 5, function() {
  fit <- coxph(Surv(start, stop, event) ~ x)
  drift <- cox.zph(fit)
})

numbers <- lehmer(3)
n <- 5000
x <- sapply(1:5, function(column) numbers(n))
treated <- numbers(n) < 0.2 + 0.4 * x[, 1]
outcome <- as.numeric(numbers(n) < 0.3 + 0.3 * x[, 1])
design <- cbind(1, x)
timed("bootstrap_of_a_weighted_difference", 1, function() {
  replicates <- replicate(999, {
    drawn <- sample.int(n, replace = TRUE)
    odds <- exp(glm.fit(design[drawn, ], treated[drawn], family = binomial())$linear.predictors)
    t <- treated[drawn]
    mean(outcome[drawn][t]) - weighted.mean(outcome[drawn][!t], odds[!t])
  })
  sd(replicates)
})
