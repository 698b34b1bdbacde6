"""The hand-written issues of the demo: an online shop and the service desk of its partner."""

from dataclasses import dataclass

START, REVIEW, APPROVE, DONE = 11, 31, 51, 61


@dataclass(frozen=True, slots=True)
class SeedIssue:
    """One issue, texts in wiki markup; people by their part; transitions by id, made by the Jira admin."""

    issue_type: str
    summary: str
    description: str
    priority: str = "Medium"
    labels: tuple[str, ...] = ()
    reporter: str = "member"
    comments: tuple[tuple[str, str], ...] = ()
    transitions: tuple[int, ...] = ()


FIRST_ISSUES = (
    SeedIssue(
        "Epic",
        "One-page checkout",
        "h2. Goal\n\nA customer pays *without leaving the page* and in under a minute.\n\nh2. What is in\n\n"
        "# address with look-up\n# card, invoice and gift card\n# order summary that stays in view\n\n"
        "h2. What is not\n\n* subscriptions\n* marketplace sellers",
        "High",
        ("checkout", "q1"),
        "project_admin",
    ),
    SeedIssue(
        "Story",
        "Remember the delivery address of returning customers",
        "As a returning customer I want my last address filled in, so that I only confirm it.\n\n"
        "||Case||What is shown||\n|no earlier order|empty form|\n|one earlier order|its address|\n"
        "|several|the latest, with a list to choose from|",
        "Medium",
        ("checkout", "accounts"),
        comments=(
            ("project_admin", "Legal is fine with it as long as it can be switched off in the account."),
            ("member", "The switch is there: _Account > Privacy_."),
        ),
        transitions=(START,),
    ),
    SeedIssue(
        "Bug",
        "Gift card balance is charged twice after pressing Back",
        "h3. Steps\n\n# Put something in the basket and choose a gift card.\n# Press *Pay*, then the "
        "browser's "
        "*Back* button at once.\n# Press *Pay* again.\n\nh3. Seen\n\nThe card is charged twice, the order "
        "is there "
        'once.\n\n{code:java}\nif (basket.isPaid()) {\n    return redirect("/orders/" + '
        "basket.orderId());\n}\n"
        "{code}\n\nThe check above runs before the payment is stored.",
        "Highest",
        ("checkout", "payment", "regression"),
        comments=(
            ("admin", "Two customers wrote in today. Orders *48213* and *48377*."),
            (
                "member",
                "Reproduced with Firefox and Safari, not with Chrome.\n\n{quote}Back-forward cache?{quote}",
            ),
            ("admin", "Both were refunded."),
        ),
        transitions=(START, REVIEW),
    ),
    SeedIssue(
        "Task",
        "Rotate the payment provider's certificates before March",
        "{panel:title=Deadline}\nThe old ones end on *2027-03-01*.\n{panel}\n\n* staging first\n* then "
        "production, "
        "at night\n** tell the hotline a day before",
        "High",
        ("security", "payment"),
        "admin",
    ),
    SeedIssue(
        "Story",
        "Show the delivery date in the product list",
        "Customers ask for it more than for anything else (see the "
        "[survey|https://example.com/survey-2026]).\n\n"
        "It must not make the list slower: the answer of {{/api/products}} stays under 120 ms.",
        "Medium",
        ("catalogue",),
        comments=(("project_admin", "Design is attached to the wiki page. Use the short form: _Tue, 3 Mar_."),),
    ),
    SeedIssue(
        "Bug",
        "Umlauts in the search field find nothing",
        'Searching for "Müsli" or "Käse" finds nothing, "Musli" finds all. Also for "smörgås" and "Škoda".',
        "High",
        ("search", "i18n"),
        comments=(("member", "It is the analyser: {{asciifolding}} runs at index time only."),),
        transitions=(START, REVIEW, APPROVE),
    ),
    SeedIssue(
        "Bug",
        "Basket icon overlaps the menu at 320 px",
        "On small phones the icon covers the first menu entry.\n\n----\n\nSeen on Android 13 and iOS 17.",
        "Low",
        ("mobile", "css"),
    ),
    SeedIssue(
        "Task",
        "Write down how we roll back a release",
        "At least:\n\n# who decides\n# which command\n# how long it takes\n# whom we tell\n\nbq. If it is "
        "not written "
        "down it will be done differently each time.",
        "Medium",
        ("documentation",),
        "project_admin",
        comments=(("admin", "First draft is in the handbook, chapter 7."),),
        transitions=(DONE,),
    ),
    SeedIssue(
        "Story",
        "Invoice as PDF by mail",
        "Send the invoice as PDF with the confirmation mail. Company customers need *their* order number on it.",
        "Medium",
        ("accounts", "mail"),
    ),
    SeedIssue(
        "Bug",
        "Session ends while the customer fills in the address",
        "After 15 minutes the form is thrown away.\n\n{noformat}\n12:04:11 WARN  session 8f1c expired\n"
        "12:04:12 INFO  redirect /login?next=/checkout/address\n{noformat}\n\nWe lose about *2 %* of orders "
        "here.",
        "High",
        ("checkout", "accounts"),
        comments=(
            ("project_admin", "Can we keep the form in the browser until the login is done?"),
            ("member", "Yes. Two days."),
        ),
        transitions=(START,),
    ),
    SeedIssue(
        "Task",
        "Move product images to the new storage",
        "1.2 million files, 340 GB. Copy first, switch by header, delete after a month.",
        "Medium",
        ("infrastructure",),
        "admin",
        transitions=(START,),
    ),
    SeedIssue(
        "Bug",
        "Prices with three decimals are rounded the wrong way",
        "0.125 € a metre times 4 is shown as *0.48 €*. It should be *0.50 €*.\n\n|length|shown|right|\n|1 "
        "m|0.12|0.13|\n"
        "|4 m|0.48|0.50|",
        "High",
        ("catalogue", "payment"),
        comments=(("member", "Rounded before multiplying, of course."),),
    ),
    SeedIssue(
        "Story",
        "Wish list that can be shared",
        "A customer sends a link, others see the list without an account. Bought items disappear for "
        "everybody but "
        "the owner.",
        "Low",
        ("accounts", "idea"),
    ),
    SeedIssue(
        "Task",
        "Upgrade the database to version 17",
        "h2. Plan\n\n* rehearse with last night's copy\n* measure: must be under *ten minutes* of read-only "
        "time\n"
        "* rollback stays possible for a day",
        "High",
        ("infrastructure", "q1"),
        "admin",
        comments=(
            ("admin", "Rehearsal: 6 minutes 40."),
            ("project_admin", "Then let us take the window on Sunday."),
        ),
    ),
    SeedIssue(
        "Bug",
        "Screen reader reads the basket total as a date",
        '"12.03" is read as _twelfth of March_. An {{aria-label}} with the currency helps.',
        "Medium",
        ("accessibility",),
    ),
    SeedIssue("Task", "Thank the beta testers", "", "Lowest", (), "project_admin"),
)

SECOND_ISSUES = (
    SeedIssue(
        "Bug",
        "Customers of one bank can't confirm their payment",
        'The bank\'s page answers with\n\n{code:json}\n{"error": "invalid_request", "hint": '
        '"acsUrl"}\n{code}\n\n'
        "since this morning. About 40 payments an hour fail.",
        "Highest",
        ("incident", "payment"),
        "member",
        comments=(
            ("member", "The bank has been told, case 5519."),
            ("admin", "They changed the address without notice. A fix is on its way."),
        ),
        transitions=(START,),
    ),
    SeedIssue(
        "Task",
        "New colleagues need access to the reporting",
        "* Lena Vogt\n* Tom Hale\n\nRead only, until the end of the year.",
        "Low",
        ("access",),
    ),
    SeedIssue(
        "Story",
        "Answer the ten most frequent questions on a page",
        "h3. Why\n\nA third of all calls ask the same ten things.\n\nh3. Which\n\n# Where is my parcel?\n"
        "# How do I send something back?\n# ...",
        "Medium",
        ("documentation", "hotline"),
        "project_admin",
    ),
    SeedIssue(
        "Bug",
        "Returns label is printed in Letter format",
        "Printers in Europe cut off the bar code. A4, please.",
        "Medium",
        ("returns",),
        comments=(("project_admin", "Both in one file, side by side?"), ("member", "A4 alone will do.")),
    ),
    SeedIssue(
        "Task",
        "Monthly figures for November",
        "||Figure||Value||\n|calls|1,204|\n|solved at once|71 %|\n|waiting time|38 s|",
        "Medium",
        ("report",),
        "project_admin",
        transitions=(DONE,),
    ),
    SeedIssue(
        "Bug",
        'Chat window says "undefined" instead of the customer\'s name',
        "Only for customers who signed in with their phone number.",
        "Low",
        ("chat",),
    ),
    SeedIssue(
        "Story",
        "Call back instead of waiting",
        "The customer leaves a number and is called in order. {color:red}Not{color} for calls about payments.",
        "Medium",
        ("hotline", "idea"),
    ),
    SeedIssue(
        "Task",
        "Test the emergency number",
        "(!) Once a quarter, by somebody who is *not* on duty.",
        "High",
        ("hotline",),
        "admin",
    ),
    SeedIssue(
        "Bug",
        "Mails to customers with a plus sign in the address bounce",
        "{{anna+shop@example.com}} becomes {{anna shop@example.com}} somewhere on the way.",
        "High",
        ("mail", "regression"),
        comments=(("admin", "URL decoding, once too often."),),
        transitions=(START, REVIEW),
    ),
)
