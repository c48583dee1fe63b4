#ifndef C_BOOST_MATH_H
#define C_BOOST_MATH_H

// Special functions and distributions of Boost.Math for Swift: doubles in, a double out. Where a function has no value the
// result is NaN, and an infinity where it grows beyond all bounds; nothing is thrown.

#ifdef __cplusplus
extern "C" {
#endif

double boost_normal_cdf(double x);
double boost_normal_quantile(double p);

// Of the distribution on 0...1.
double boost_beta_cdf(double x, double a, double b);
double boost_beta_quantile(double p, double a, double b);
// The logarithm of the beta function.
double boost_log_beta(double a, double b);

// Of scale 1.
double boost_gamma_cdf(double x, double shape);
double boost_gamma_quantile(double p, double shape);
double boost_log_gamma(double x);
double boost_digamma(double x);
double boost_trigamma(double x);

double boost_student_t_cdf(double x, double degrees);
double boost_student_t_quantile(double p, double degrees);

#ifdef __cplusplus
}
#endif

#endif
