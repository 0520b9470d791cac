### Names, dates and lists that all pages and emails share.

## Dates and lists

# $weekday: 1 is Monday. $month: 1 is January.
date =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { date-without-weekday }

date-without-weekday =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $day }, { $year }

# $first: one item, or several with commas between them.
list-two = { $first } and { $second }

business-days =
    { $days ->
        [one] { $days } business day
       *[other] { $days } business days
    }
calendar-days =
    { $days ->
        [one] { $days } calendar day
       *[other] { $days } calendar days
    }

## Rights and laws

# What a person asks for, in their own words.
right =
    { $right ->
        [opt_out] Do not sell or share my personal information
        [limit] Limit the use of my sensitive personal information
        [marketing_stop] Stop sending me marketing emails
        [admt_opt_out] Do not use automated tools to make decisions about me
        [delete] Delete my personal information
        [know] Show me the personal information you have about me
        [know_categories] Tell me what kinds of personal information you have about me
        [correct] Correct my personal information
        [admt_access] Explain an automated decision you made about me
        [withdraw_consent] Take back a consent that I gave you
       *[admt_appeal] Have a person review an automated decision about me
    }

# $name: the law's own name.
law =
    { $law ->
        [ccpa] California Consumer Privacy Act (CCPA)
       *[other] { $name }
    }

# $law: the law that names the authority. $name: the authority's own name, with its article.
authority =
    { $law ->
        [ccpa] the California Privacy Protection Agency
       *[other] { $name }
    }
authority-with-site = { authority } ({ $site })
