### The form.
###
### $right is a right. [text](target) is a link: see pages.ftl.

# The law gives this title (11 CCR § 7026(a)(1)).
form-title = Do Not Sell or Share My Personal Information
# $company: the company's name. Search engines show this.
form-description = Ask { $company } not to sell or share your personal information, or to delete, correct or show it. No account needed.
form-signal = To opt out with your email address or phone number too, send the form below. [See this browser’s status](signals)

form-prefill-failed = The link that brought you here can no longer fill in this form. Please enter your details below.

form-not-saved = We could not save your request
form-not-saved-retry = We do not know if your request was recorded. What you typed is still here. Wait a moment, then press [the button](#send) again. Your request counts once, no matter how often you press it.
# $inbox: an email address.
form-not-saved-email = If it fails again, email [{ $inbox }](inbox).

## How to find the person

form-contact = Enter your email address or phone number
form-contact-hint = One is enough. Your opt-out counts right away.
form-email = Email address
form-phone = Phone number

## Other requests

form-other-rights = See, correct or delete my data
form-right = What would you like us to do?
form-right-hint = To delete, show or correct information, we need an email address or a postal address for our response.
right-hint =
    { $right ->
        [opt_out] We start right away. You don’t have to prove or confirm anything.
        [limit] For example, your health, your exact location, or your government ID numbers. You don’t have to prove anything.
        [marketing_stop] We stop sending you advertising by email.
        [admt_opt_out] For example, decisions about a loan, a job or a home. We start right away. You don’t have to prove or confirm anything.
        [withdraw_consent] For example, to use your health information or your exact location. We start right away. You don’t have to prove or confirm anything.
        [delete] We contact you first to verify that you made the request.
        [know] All of it, no matter how old. We contact you first to verify that you made the request.
        [know_categories] A short list, such as contact details and purchases. We contact you first to verify that you made the request.
        [correct] Tell us below what is wrong and what is right. We contact you first to verify that you made the request.
        [admt_access] How our automated tools came to the decision. We contact you first to verify that you made the request.
       *[admt_appeal] We contact you first to verify that you made the request. You can tell us why the decision is wrong.
    }
# $state: a state.
form-state-rights = These are the rights of people who live in { $state }. [Show the rights of people in every state](form)
form-more-rights = More rights in some states
form-more-rights-choose = If you live in one of these states, choose it to see all your rights.
form-state = State where you live (optional)
form-state-hint = An opt-out counts wherever you live. Your state tells us which other laws protect you.
form-no-state = Another place, or prefer not to say
form-details = What should we correct or delete? (optional)
form-details-hint = To correct: what is wrong, and what is right? To delete: only if you do not mean everything. If you do not use email, add your postal address. At most 5,000 characters. Do not enter passwords or government ID numbers.

# $region: the code of a state. $name: its name in English.
region =
    { $region ->
       *[other] { $name }
    }

## More about the person

form-more = More about me or someone else
form-name = Name (optional)
form-others = Other email addresses, phone numbers, accounts or devices (optional)
form-others-hint = Your request covers everything that you enter here and above.
# $number: 1, 2, 3.
form-other = Other { $number }
form-other-type = Type
form-other-value = Address, number or ID
identifier-type =
    { $type ->
        [email] Email address
        [phone] Phone number
        [account] Account
       *[device] Device ID
    }
form-agent = I am making this request for someone else (optional)
form-agent-hint = Fill in the form above for the other person. Fill in these fields for yourself.
form-agent-name = Your name
form-agent-email = Your email address
form-permission = I have this person’s signed permission
form-permission-hint = A signed permission is enough. You don’t need to send it now. We will contact you if we need to see it.
form-parent = I am the parent or legal guardian of this child, who is under 13
form-parent-hint = You don’t need signed permission. If you ask us to delete, show or correct information, we will contact you to make sure that you are the parent or guardian.
form-minor = I am under 16 (optional)
form-minor-hint = If you are under 16, we may not sell or share your personal information unless you allow it. Tell us your age, and we will opt you out, whatever else you ask for.
form-age = I am 13, 14 or 15 years old
form-age-hint = If you are younger, ask your parent or guardian to send this form for you.

form-button = Send my request
form-use = We use what you enter here only to handle your request.

## Below the form

form-know = Good to know
form-know-companies = We also notify the companies that got your information from us.
form-know-account = You don’t need an account, and we don’t ask for ID.
form-know-reference = You get a reference number and a page that shows what we have done.
form-limits = What this does not stop
form-limits-contract = Companies that work for us under contract, for example to deliver a package, may still get the information that they need for that work. They may not use it for anything else.
form-limits-ads = You may still see our ads. They are no longer chosen with information that we sold or shared about you.
form-ways = Other ways to reach us
# $inbox: an email address.
form-ways-email = **Email us.** Write to [{ $inbox }](inbox). Every email counts. Use your own words.
form-ways-status = **Did you already make a request?** [See what we have done](status).

## Errors

error-field = Correct this field
error-right = Choose what you want us to do
error-right-refused = You cannot use this right yet. Choose another one
# $date: the first day on which the law grants the right.
error-right-later = You can use this right from { $date }. Choose another one, or email us
error-right-nowhere = The laws of your state do not grant this right. Choose another one, or email us
error-state = Choose a state from the list, or leave it empty
error-state-first = Choose the state where you live: only some states grant this right today
error-state-required = Choose the state where you live
error-contact = Enter an email address or a phone number
error-email = Enter an email address in the correct format, like name@example.com
error-email-long = Enter an email address of at most 254 characters
error-email-required = Enter an email address: we need it to respond to you
error-phone = Enter a phone number with its area code, like 916 555 0143 or +44 20 7946 0991
error-phone-long = Enter a phone number of at most 64 characters
error-phone-required = Enter a phone number: we need it to find your information
error-name = Enter a name on one line, of 200 characters at most
error-name-required = Enter your name: we need it to find your information
error-id = Enter the ID without spaces: up to 128 letters, digits and the characters - _ . : = + |. Only a digit can follow a dot.
error-shared-device = Many devices share this ID, so it doesn’t identify yours. Enter another device ID, or leave it out
error-type = Choose email, phone, account or device
# $number: 1, 2, 3. $error: one of the errors above.
error-other = Other { $number }: { $error }
error-too-many = Give 20 identifiers at most; send another request for the rest
error-details = Shorten this to 5,000 characters. You can send us more by email
error-agent-name = Your own name: { error-name }
error-agent-email = Your own email address: { error-email }
error-parent-email = Enter your own email address. We send emails about a child to the parent or guardian
error-permission = Confirm that you have this person’s signed permission
error-permission-long = Describe your permission in at most 500 characters
error-age = Check the box only if you are 13, 14 or 15 years old
error-age-parent = From the age of 13, people make this request themselves, or give you their signed permission
