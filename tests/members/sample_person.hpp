// A person with every field the register knows, for the tests.
#pragma once

#include <string_view>

namespace sample {

inline constexpr std::string_view person = R"({
  "related": {
    "guardians": [{"personID": 9}], "parents": [{"churchID": 7, "displayName": "Kari Ødegård", "personID": 8}],
    "dependents": [{"personID": 6}], "children": [{"personID": 5, "displayName": "Pål Ødegård"}],
    "spouse": [{"personID": 4, "displayName": "Åse Ødegård", "churchID": 7}]
  },
  "organizations": [{"website": "https://gry.example.org", "type": "youth", "status": "active", "orgID": 202,
                     "name": "Gry", "visitingAddress": {"city": "Oslo"}}],
  "church": {"org": {"name": "Fjellvik", "orgID": 7}, "orgID": 7, "name": "Fjellvik", "endDate": "2030-01-01",
             "startDate": "1999-01-01", "archived": false, "active": true, "visitingAddress": {"city": "Oslo"}},
  "churchID": 7,
  "currentAddress": {"postalCode": "0450", "formattedAddressLine1": "Åsveien 3", "formatted": "Åsveien 3\n0450 Oslo",
                     "country": {"nameNo": "Norge", "nameNative": "Norge", "nameEn": "Norway", "iso2Code": "NO"},
                     "city": "Oslo", "address1": "Åsveien 3"},
  "homePhone": {"formatted": "+47 111 11 111"},
  "cellPhone": {"unFormatted": "+4712345678", "prefix": "47", "number": "12345678", "formatted": "+47 123 45 678"},
  "email": "bjorn@example.org", "profilePicture": "https://pictures.example.org/1.jpg", "cultureCode1": "nb-NO",
  "gender": "Male", "birthDate": "1984-02-29", "displayName": "Bjørn \"Bear\" Ødegård", "lastName": "Ødegård",
  "middleName": "Ł.", "firstName": "Bjørn", "lastChangedDate": "2021-02-26T19:13:55.749Z", "personID": 54512
})";

inline constexpr std::string_view canonical =
    R"({"personID":54512,"firstName":"Bjørn","middleName":"Ł.","lastName":"Ødegård","displayName":"Bjørn \"Bear\" )"
    R"(Ødegård","birthDate":"1984-02-29","gender":"Male","cultureCode1":"nb-NO","profilePicture":)"
    R"("https://pictures.example.org/1.jpg","email":"bjorn@example.org","cellPhone":{"formatted":"+47 123 45 678",)"
    R"("number":"12345678","prefix":"47","unFormatted":"+4712345678"},"homePhone":{"formatted":"+47 111 11 111"},)"
    R"("currentAddress":{"address1":"Åsveien 3","city":"Oslo","country":{"iso2Code":"NO","nameEn":"Norway",)"
    R"("nameNative":"Norge","nameNo":"Norge"},"formatted":"Åsveien 3\n0450 Oslo","formattedAddressLine1":"Åsveien 3",)"
    R"("postalCode":"0450"},"churchID":7,"church":{"active":true,"archived":false,"startDate":"1999-01-01",)"
    R"("endDate":"2030-01-01","name":"Fjellvik","visitingAddress":{"city":"Oslo"},"orgID":7,"org":{"name":"Fjellvik",)"
    R"("orgID":7}},"organizations":[{"name":"Gry","orgID":202,"status":"active","type":"youth","visitingAddress":)"
    R"({"city":"Oslo"},"website":"https://gry.example.org"}],"related":{"spouse":[{"personID":4,"displayName":)"
    R"("Åse Ødegård","churchID":7}],"children":[{"personID":5,"displayName":"Pål Ødegård"}],"dependents":)"
    R"([{"personID":6}],"parents":[{"personID":8,"displayName":"Kari Ødegård","churchID":7}],"guardians":)"
    R"([{"personID":9}]}})";

}  // namespace sample
