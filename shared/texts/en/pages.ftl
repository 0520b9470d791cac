### The layout of all pages, and the pages of problems.
###
### [text](target) is a link. The targets are form, status, signals, inbox, policy, gpc, and the name of a field after #.
### **text** is strong.

## Layout

skip-link = Skip to main content
site-name = Privacy requests
policy-link = Privacy policy

# The regulations give these words, which an icon follows (11 CCR § 7015(b)).
privacy-choices = Your Privacy Choices
other-languages = Other languages

# Before the title of a page with errors.
title-error = Error:

# Before an error of a field, for screen readers.
field-error = Error:
error-summary = There is a problem

# Not a translation: a program that fills in this field is no person.
leave-empty = Leave this empty

## The panel for a browser that opted out

# The regulations give this wording (11 CCR § 7025(c)(6)).
browser-honored = Opt-Out Request Honored
browser-setting = Do not sell or share my personal information: on for this browser
browser-signal-now = Your browser sends us an opt-out preference signal (Global Privacy Control), and we honor it. We don’t sell or share the information that we get from it.
browser-signal-before = This browser sent us an opt-out preference signal before, and we still honor it. We don’t sell or share the information that we get from it.

## Problems

problem-next = What you can do
problem-next-form = [Open the form](form)
problem-next-status = [Look up a request](status)
# $inbox: an email address.
problem-next-email = Email [{ $inbox }](inbox). Use your own words: any email counts.

problem-unreadable = We couldn’t read what you sent
problem-bad-form = We recorded nothing. Open the form again and fill it in there.
problem-not-one-click = We changed nothing. Open the link in the email and press its button. A program must post the form field List-Unsubscribe=One-Click.
problem-not-found = Not found
problem-no-page = There is no page at this address. Check that you copied the whole address, or look up your request by its reference number.
problem-broken-link-title = This link is incomplete
problem-broken-link = We changed nothing. Copy the whole link from the email, or use the form to stop marketing emails.
problem-wrong-method-title = This page works another way
problem-wrong-method = We recorded nothing. Open the form again and press its button.
problem-too-large-title = What you sent is too large
problem-too-large = We recorded nothing. Open the form again and enter less text, or send us an email.
problem-invalid-title = There is a problem with what you sent
problem-invalid = We recorded nothing. Correct the fields listed here and send the request again.
problem-key-reused-title = We already have a request from this form
problem-key-reused = The first request is recorded. To make another one, open the form again.
problem-not-saved-title = We couldn’t save your request
problem-not-saved = We can’t confirm that your request is recorded. Send the same request again in a moment. It counts only once.
problem-unavailable-title = Temporarily unavailable
problem-unavailable = Nothing was lost. Try again in a moment.
problem-late-title = This is taking too long
problem-late = We can’t confirm that we recorded anything. Send the same again in a moment. It counts only once.
