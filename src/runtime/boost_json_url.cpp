// Boost.JSON's and Boost.URL's own code, compiled in and hidden: Debian's archives are not position independent.
#include <boost/json/src.hpp>
#include <boost/url/src.hpp>
