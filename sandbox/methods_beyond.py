"""The Bot API methods of what the sandbox does not have: business accounts, payments, gifts, stickers' sets, games, stories.

They are answered as Telegram answers a bot that has no part in these things: with its error, or with an empty list.
"""

from collections.abc import Mapping

from sandbox.methods_bot import Handler, accept, answer, refuse

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"

_REFUSED: Mapping[str, str] = {
    "business connection not found": (
        "getBusinessConnection readBusinessMessage deleteBusinessMessages setBusinessAccountName setBusinessAccountUsername"
        " setBusinessAccountBio setBusinessAccountProfilePhoto removeBusinessAccountProfilePhoto setBusinessAccountGiftSettings"
        " getBusinessAccountStarBalance transferBusinessAccountStars getBusinessAccountGifts convertGiftToStars upgradeGift"
        " transferGift postStory repostStory editStory deleteStory sendChecklist editMessageChecklist"
    ),
    TOO_OLD: (
        "answerInlineQuery answerShippingQuery answerPreCheckoutQuery answerWebAppQuery answerGuestQuery"
        " sendChatJoinRequestWebApp"
    ),
    "STICKERSET_INVALID": (
        "getStickerSet createNewStickerSet addStickerToSet replaceStickerInSet setStickerSetTitle setStickerSetThumbnail"
        " setCustomEmojiStickerSetThumbnail deleteStickerSet setChatStickerSet deleteChatStickerSet"
    ),
    "STICKER_INVALID": (
        "uploadStickerFile setStickerPositionInSet deleteStickerFromSet setStickerEmojiList setStickerKeywords"
        " setStickerMaskPosition"
    ),
    "PAYMENT_PROVIDER_INVALID": "sendInvoice createInvoiceLink",
    "CHARGE_ID_INVALID": "refundStarPayment editUserStarSubscription",
    "BALANCE_TOO_LOW": "sendGift giftPremiumSubscription",
    "BOT_VERIFIER_FORBIDDEN": "verifyUser verifyChat removeUserVerification removeChatVerification",
    "USER_PERMISSION_DENIED": "setUserEmojiStatus savePreparedInlineMessage savePreparedKeyboardButton",
    "not enough rights": (
        "sendPaidMedia createChatSubscriptionInviteLink editChatSubscriptionInviteLink deleteMessageReaction"
        " deleteAllMessageReactions"
    ),
    "message not found": "approveSuggestedPost declineSuggestedPost setGameScore getGameHighScores",
    "wrong game short name specified": "sendGame",
    "wrong file identifier/HTTP URL specified": "sendLivePhoto",
    "user not found": (
        "setPassportDataErrors getManagedBotToken replaceManagedBotToken getManagedBotAccessSettings setManagedBotAccessSettings"
        " getUserPersonalChatMessages"
    ),
}

BEYOND: Mapping[str, Handler] = {
    **{name: refuse(400, f"Bad Request: {words}") for words, names in _REFUSED.items() for name in names.split()},
    "getAvailableGifts": answer({"gifts": []}),
    "getUserGifts": answer({"total_count": 0, "gifts": []}),
    "getChatGifts": answer({"total_count": 0, "gifts": []}),
    "getUserChatBoosts": answer({"boosts": []}),
    "getMyStarBalance": answer({"amount": 0}),
    "getStarTransactions": answer({"transactions": []}),
    "getCustomEmojiStickers": answer([]),
    "setMyProfilePhoto": accept,
    "removeMyProfilePhoto": accept,
}
