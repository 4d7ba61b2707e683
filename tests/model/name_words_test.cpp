#include "model/name_words.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;

namespace {

using words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(words_of_a_name)

BOOST_AUTO_TEST_CASE(are_small_and_sorted_and_each_there_once) {
    BOOST_TEST((name_words("Kari Anne-Marie KARI") == words{"anne", "kari", "marie"}));
    BOOST_TEST(name_words(" , -\t").empty());
    BOOST_TEST(name_words("").empty());
    BOOST_TEST((name_words("Olav 5.") == words{"5", "olav"}));
}

BOOST_AUTO_TEST_CASE(write_norwegian_letters_as_a_passport_does) {
    BOOST_TEST((name_words("Håkon") == name_words("HAAKON")));
    BOOST_TEST((name_words("Ærlig") == name_words("ärlig")));
    BOOST_TEST((name_words("ØSTBY") == name_words("östby")));
    BOOST_TEST((name_words("Øst") == words{"oest"}));
    BOOST_TEST((name_words("Østby") != name_words("Ostby")));
    BOOST_TEST((name_words("Þór") == words{"thor"}));
}

BOOST_AUTO_TEST_CASE(leave_out_accents_in_every_form) {
    BOOST_TEST((name_words("André Müller") == words{"andre", "muller"}));
    BOOST_TEST((name_words("Nguyễn Ưng") == words{"nguyen", "ung"}));
    BOOST_TEST((name_words("Máret Čáppa Ŋiŧŧá") == words{"cappa", "maret", "nitta"}));
    BOOST_TEST((name_words("Ha\u030akon") == name_words("Håkon")));
    BOOST_TEST((name_words("O\u0308st A\u0308r") == name_words("Öst Är")));
    BOOST_TEST((name_words("Andre\u0301") == name_words("André")));
    BOOST_TEST((name_words("\u030aa") == words{"a"}));
}

BOOST_AUTO_TEST_CASE(are_joined_by_an_apostrophe_and_parted_by_other_marks) {
    BOOST_TEST((name_words("O'Brien O’Neil") == words{"obrien", "oneil"}));
    BOOST_TEST((name_words("\"Nils\u00a0\\\"Per\\\" Dahl–Lie\"") == words{"dahl", "lie", "nils", "per"}));
}

BOOST_AUTO_TEST_CASE(keep_the_letters_of_other_alphabets) {
    BOOST_TEST((name_words("Ольга") == name_words("ОЛЬГА")));
    BOOST_TEST((name_words("Ёлкин") == name_words("ёлкин")));
    BOOST_TEST((name_words("ΝΙΚΗ") == name_words("νικη")));
    BOOST_TEST((name_words("李") == words{"李"}));
}

BOOST_AUTO_TEST_CASE(end_with_a_text_that_breaks_off) {
    BOOST_TEST((name_words("Bo \xc3") == words{"bo"}));
    BOOST_TEST((name_words("Bo\xf0\x9f").size() == 1U));
}

BOOST_AUTO_TEST_SUITE_END()
