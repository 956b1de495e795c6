/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_MATH_H
#define DARWIN_MATH_H

#define HUGE_VAL __builtin_huge_val()
#define INFINITY __builtin_huge_valf()
#define NAN __builtin_nanf("")
#define isfinite(x) __builtin_isfinite(x)
#define isinf(x) __builtin_isinf(x)
#define isnan(x) __builtin_isnan(x)
#define signbit(x) __builtin_signbit(x)
#define M_E 2.71828182845904523536
#define M_LOG2E 1.44269504088896340736
#define M_LN2 0.693147180559945309417
#define M_LN10 2.30258509299404568402
#define M_PI 3.14159265358979323846
#define M_SQRT2 1.41421356237309504880
#define M_SQRT1_2 0.707106781186547524401

double acos(double x);
double asin(double x);
double cbrt(double x);
double ceil(double x);
double cos(double x);
double erf(double x);
double erfc(double x);
double exp(double x);
double exp2(double x);
long double exp2l(long double x);
long double expl(long double x);
double expm1(double x);
long double expm1l(long double x);
double copysign(double x, double y);
double fabs(double x);
long double fabsl(long double x);
double floor(double x);
long double floorl(long double x);
double fma(double x, double y, double z);
double fmax(double x, double y);
double fmin(double x, double y);
long double fmaxl(long double x, long double y);
long double fminl(long double x, long double y);
double fmod(double x, double y);
double frexp(double x, int *exp);
double hypot(double x, double y);
double ldexp(double x, int n);
double lgamma(double x);
long double lgammal(long double x);
double log(double x);
double log10(double x);
double log1p(double x);
long double log1pl(long double x);
double log2(double x);
long double log2l(long double x);
long double logl(long double x);
long lround(double x);
long long llround(double x);
double nextafter(double x, double y);
double pow(double x, double y);
long double powl(long double x, long double y);
double remainder(double x, double y);
double round(double x);
double sin(double x);
double sqrt(double x);
long double sqrtl(long double x);
double tanh(double x);
double tgamma(double x);
double trunc(double x);

#endif
