#define BOOST_TEST_MODULE cohook
#include <boost/test/included/unit_test.hpp>
