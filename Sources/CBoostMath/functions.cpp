#include "CBoostMath.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

namespace {

using namespace boost::math::policies;

// Errors become NaN or infinities. Doubles stay doubles: the last digit is not worth the time of long ones.
using quiet = policy<
    domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
    underflow_error<ignore_error>, denorm_error<ignore_error>, evaluation_error<ignore_error>,
    rounding_error<ignore_error>, indeterminate_result_error<ignore_error>, promote_double<false>>;

using normal = boost::math::normal_distribution<double, quiet>;
using beta = boost::math::beta_distribution<double, quiet>;
using gamma_one = boost::math::gamma_distribution<double, quiet>;
using student_t = boost::math::students_t_distribution<double, quiet>;

}  // namespace

extern "C" {

double boost_normal_cdf(double x) { return cdf(normal(), x); }
double boost_normal_quantile(double p) { return quantile(normal(), p); }

double boost_beta_cdf(double x, double a, double b) { return cdf(beta(a, b), x); }
double boost_beta_quantile(double p, double a, double b) { return quantile(beta(a, b), p); }
double boost_log_beta(double a, double b) {
  return boost::math::lgamma(a, quiet()) + boost::math::lgamma(b, quiet()) -
         boost::math::lgamma(a + b, quiet());
}

double boost_gamma_cdf(double x, double shape) { return cdf(gamma_one(shape), x); }
double boost_gamma_quantile(double p, double shape) { return quantile(gamma_one(shape), p); }
double boost_log_gamma(double x) { return boost::math::lgamma(x, quiet()); }
double boost_digamma(double x) { return boost::math::digamma(x, quiet()); }
double boost_trigamma(double x) { return boost::math::trigamma(x, quiet()); }

double boost_student_t_cdf(double x, double degrees) { return cdf(student_t(degrees), x); }
double boost_student_t_quantile(double p, double degrees) {
  return quantile(student_t(degrees), p);
}
}
