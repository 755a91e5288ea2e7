"""The names that Slack gives back to us: commands, action ids, form ids, fields.

Views put them on buttons and forms; listeners are registered under them.
"""

CREDIT_COMMAND = "/credit"

OFFER_ACCEPT = "offer_accept"
OFFER_DECLINE = "offer_decline"
QUESTION_ANSWER = "question_answer"
DECISION_CONTEST = "decision_contest"
DECISION_WHY = "decision_why"
HUMAN_CALL = "human_call"
HUMAN_TAKE = "human_take"
REFERRAL_CLAIM = "referral_claim"
REFERRAL_HAND_OVER = "referral_hand_over"
REFERRAL_APPROVE = "referral_approve"
REFERRAL_CONDITIONS = "referral_conditions"
REFERRAL_REJECT = "referral_reject"
REFERRAL_ASK = "referral_ask"
REFERRAL_OPINION = "referral_opinion"

QUESTION_ANSWER_FORM = "question_answer_form"
DECISION_CONTEST_FORM = "decision_contest_form"
REFERRAL_HAND_OVER_FORM = "referral_hand_over_form"
REFERRAL_CONDITIONS_FORM = "referral_conditions_form"
REFERRAL_REJECT_FORM = "referral_reject_form"
REFERRAL_ASK_FORM = "referral_ask_form"

ANSWER_FIELD = "answer"
REASON_FIELD = "reason"
AMOUNT_FIELD = "amount"
MONTHS_FIELD = "months"
COLLEAGUE_FIELD = "colleague"
MORE_REASONS_FIELD = "more_reasons"
NOTE_FIELD = "note"
QUESTION_FIELD = "question"
