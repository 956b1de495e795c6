# SPDX-License-Identifier: GPL-3.0-or-later
# Writes tests/vectors/r_reference.txt: figures of made-up series by R and packages of Debian, which share no line with
# ticklab. Run it from the top of the tree: Rscript tests/vectors/r_reference.R. See README-estimate.md.
suppressMessages({
  library(boot)
  library(diptest)
  library(kSamples)
  library(sandwich)
  library(strucchange)
  library(tseries)
})

# n numbers of 32 bits: the high half of a 64-bit linear congruential generator, in four limbs of 16 bits.
factor <- c(0x7f2d, 0x4c95, 0xf42d, 0x5851)
addend <- c(0x814f, 0xf767, 0x7b7e, 0x1405)
noise <- function(seed, n) {
  s <- c(seed, 0, 0, 0)
  out <- numeric(n)
  for (i in seq_len(n)) {
    carry <- 0
    next_s <- numeric(4)
    for (k in 1:4) {
      low <- carry %% 65536 + addend[k]
      high <- floor(carry / 65536)
      for (j in 1:k) {
        product <- s[j] * factor[k - j + 1]
        low <- low + product %% 65536
        high <- high + floor(product / 65536)
      }
      next_s[k] <- low %% 65536
      carry <- high + floor(low / 65536)
    }
    s <- next_s
    out[i] <- s[4] * 65536 + s[3]
  }
  out
}

bimodal <- function() {
  r <- noise(1, 3000)
  ifelse(r %% 1000 < 310, 3 + floor(r / 4096) %% 5, 41 + floor(r / 4096) %% 9)
}
heavy <- function() {
  r <- noise(2, 5000)
  40 + 2 * (r %% 16) + ifelse((seq_along(r) - 1) %% 97 == 0, 2 * (r %% 100003), 0)
}
persistent <- function() {
  x <- 0
  sapply(noise(3, 4000), function(r) {
    x <<- x + (r %% 201 - 100) - floor(x / 10)
    1000 + x
  })
}

out <- file("tests/vectors/r_reference.txt", "w")
put <- function(series, figure, value) {
  writeLines(sprintf("%s %s %.17g", series, figure, value), out)
}

series <- list(bimodal = bimodal(), heavy = heavy(), persistent = persistent())
for (name in names(series)) {
  x <- series[[name]]
  put(name, "mean", mean(x))
  put(name, "sd", sd(x))
  for (q in c(10, 50, 250, 500, 750, 950, 990, 999))
    put(name, sprintf("q%d", q), quantile(x, q / 1000, type = 2, names = FALSE))
  put(name, "mad", mad(x, constant = 1))
  r <- acf(x, lag.max = 100, plot = FALSE)$acf[-1]
  for (k in c(1, 2, 7, 50, 100)) put(name, sprintf("acf%d", k), r[k])
  put(name, "dip", dip(x))
  above <- factor(x > median(x))
  put(name, "runs_p", runs.test(above)$p.value)
  # The Monte Carlo error of 8000 replicates is 0.8 %.
  set.seed(1)
  put(name, "boot_sd_mean_l40", sd(tsboot(x, mean, R = 8000, l = 40, sim = "geom")$t))
  # The largest deviation of the cumulative sum, with Bartlett's kernel of this many lags.
  lags <- ceiling(2 * length(x)^(1 / 3))
  long_run <- function(fit, ...) NeweyWest(fit, lag = lags, prewhite = FALSE, adjust = FALSE)
  put(name, "cusum_p", sctest(gefp(x ~ 1, fit = lm, vcov = long_run))$p.value)
  # Robinson's local Whittle estimate of the memory parameter, from the lowest sqrt(n) frequencies.
  m <- floor(sqrt(length(x)))
  lambda <- 2 * pi * (1:m) / length(x)
  power <- Mod(fft(x - mean(x))[2:(m + 1)])^2
  objective <- function(d) log(mean(lambda^(2 * d) * power)) - 2 * d * mean(log(lambda))
  put(name, "local_whittle", optimize(objective, c(-0.5, 1.2), tol = 1e-8)$minimum)
}

halves <- list(series$bimodal[1:1000], series$bimodal[1001:3000])
shifted <- list(series$heavy[1:2000], series$heavy[2001:5000] + 6)
for (pair in list(list("halves", halves), list("shifted", shifted))) {
  u <- pair[[2]][[1]]
  v <- pair[[2]][[2]]
  put(pair[[1]], "ks", suppressWarnings(ks.test(u, v)$statistic))
  put(pair[[1]], "ad", ad.test(u, v)$ad[2, 1])
}
put("thirds", "ad", ad.test(series$bimodal[1:1000], series$bimodal[1001:2000], series$bimodal[2001:3000])$ad[2, 1])

# One step in the middle ranks of 400 samples, 150 of them low: the first sample of the new level, from 0.
r <- noise(5, 400)
step <- ifelse(seq_along(r) <= 150, 100, 118) + r %% 31
put("step", "change", breakpoints(rank(step) ~ 1, h = 20, breaks = 1)$breakpoints)

p <- c(0.01, 0.04, 0.03, 0.005, 0.2)
for (i in seq_along(p)) put("holm", sprintf("p%d", i), p.adjust(p, "holm")[i])
for (k in c(0, 3, 120)) {
  w <- prop.test(k, 120, correct = FALSE)$conf.int
  put("wilson", sprintf("lo%d", k), w[1])
  put("wilson", sprintf("hi%d", k), w[2])
  c <- binom.test(k, 120)$conf.int
  put("clopper", sprintf("lo%d", k), c[1])
  put("clopper", sprintf("hi%d", k), c[2])
}
close(out)
