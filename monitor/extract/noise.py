"""Tells apart, by names and wording alone, what pages put around an article: comments, teasers, by-lines, notices.

The lists are data gathered from the dev half of 411 real pages (research/extraction.md §5): words of class names and of
the lines themselves, never names of sites.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Whole words of class and id: a substring match on `share` or `editor` kills `article-share` and `TRS_Editor`, which
# hold bodies (research/extraction.md §5.5). Pinyin words stand for 相关 推荐 评论 关注 责编.
_AROUND_WORDS = re.compile(
    r"(?:^|[\s-])(?:comments?|comment-?list|disqus|respond|related?|relevant|recommend(?:ed|s|ation|ations)?|read-?more|"
    r"more-?(?:news|articles|stories|links|posts)|hot-?news|rank(?:ing)?|side-?bar|right-?(?:bar|col|side|box)|foot(?:er)?|"
    r"copyrights?|disclaim(?:er)?|share|sharing|social|sns|breadcrumbs?|crumbs?|nav|nav-?bar|menu|toolbar|tools?|"
    r"advert(?:isement|ising)?|ads?|ad-?box|promo|sponsor(?:ed)?|newsletter|subscribe|signup|login|popup|modal|cookies?|"
    r"consent|gdpr|keywords?|tags?|statement|declare|qr-?code|ewm|author-?(?:bio|box|info|card|profile|details|about|block|desc(?:ription)?)|about-?(?:the-?)?author|bio|print-?only|hidden|pagination|"
    r"pager|page-?nav|player|video-?js|creative-?commons|license|skip-?link|screen-?reader|sr-only|"
    r"repl(?:y|ies)|reply-?list|usa-banner|paywall|guanzhu|xiangguan|tuijian|pinglun|zebian|bianji|ep-source)"
    r"(?=$|[\s-])",
)
# Words long enough to be looked for within others, too.
_AROUND_PARTS = re.compile(
    r"related|recommend|commentlist|sidebar|breadcrumb|copyright|disclaim|xiangguan|tuijian|pinglun"
)
_BODY_WORDS = re.compile(r"article|content|entry|post|text|story|body|artical|main|zoom|detail|artibody|editor|正文")
# Names that content systems give to the body and to nothing else.
_SURE_BODY = re.compile(
    r"(?:^|[\s-])(?:(?:article|entry|post|story|news|blog)-?(?:body|content|text|txt)|artibody|endtext|trs-editor|"
    r"js-content|rich-media-content|rm-txt-con)(?=$|[\s-])",
)
# Parts of an article that come before its body.
_OPENING_WORDS = re.compile(
    r"(?:^|[\s-])(?:stand-?first|excerpt|dek|meta|author|byline|header|head|title|summary|abstract|lead|intro|caption|info|"
    r"sub-?title|sub-?head|tease?r?|time|date|source)(?=$|[\s-])",
)
_PICTURE_WORDS = re.compile(
    r"(?:^|[\s-])(?:captions?|images?|imgs?|photos?|pictures?|media|gallery|figure|video)(?=$|[\s-])"
)
# What a class says of a block's neighbours: `has-sidebar`, `comments-open`.
_MODIFIER = re.compile(r"(?:^|\s)(?:has|with|no|without|is)-\S+|\S+-(?:open|closed|enabled|disabled)(?=$|\s)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_BRACKET = r"[（(\[【\s]*"
_NOTICE = re.compile(
    rf"^{_BRACKET}(?:责任?编辑?|责编|编辑|审核|校对|监制|值班编委|本文来源|原标题|文章来源|稿件来源|免责声明|版权声明|特别声明|声明|延伸阅读|"
    r"相关阅读|相关新闻|推荐阅读|热门推荐|点击进入专题|返回[\u4e00-\u9fff]{2,4}|打开APP|查看更多|阅读原文|扫一扫|扫码|举报|分享到|分享至|纠错|"
    r"您的浏览器|更多精彩|发布于|更新于|发布时间|来源|广告(?:通知|声明)?)\s*(?:[:：丨|｜/】\]]|$|暂时|，|尽在|查看)"
    # When it was changed, and where its author sat then.
    r"|^(?:已?于|(?:最后)?(?:发布|发表|编辑|更新|修改)[于在])\s*[\d昨今前刚].{0,50}$"
    # Whose words these are, and that nobody answers for them.
    r"|^[\u4e00-\u9fff]{2,8}声明[:：].{0,200}$"
    # Where it was taken from, and what stands at the foot of a site's pages.
    r"|^[（(【\[]?(?:本文)?(?:转载自|转自|摘自|原载于?)[^。]{0,40}$|^via\s[^.!?]{0,40}$"
    r"|^.{0,30}(?:举报(?:电话|邮箱|热线)|ICP[备证]|公网安备).{0,60}$"
    r"|^(?:(?:关于我们|联系我们|广告服务|网站地图|加入我们|版权声明|隐私政策|用户协议|友情链接)[\s|｜·]*){2,}$"
    # The frame of a platform's page: `点击上方蓝字关注我们`, `— END —`.
    r"|^[▲▼↑↓\s]*(?:点击|戳|轻触)[^，。]{0,12}(?:关注|订阅|蓝字|卡片).{0,30}$|^[-—–=·•*#\s]*(?:END|完|全文完|正文完|end)[-—–=·•*#\s]*$"
    r"|^[-—–=·•*#|\s]+$"
    r"|^(?:长按|扫描?|识别)\S{0,6}码(?=关注|，|$).{0,40}$"
    # What platforms that anybody may write for say of every text, and their counters.
    r"|^[（(]?(?:以上|本文|文章)(?:所?述|内容|文章|观点)?[^。]{0,40}(?:用户上传|信息存储|不代表[^。]{0,12}(?:立场|观点))"
    r"|^(?:(?:阅读|浏览|点击|播放|点赞|收藏|评论|转发|分享|人气|访问)(?:量|数|次数)?[:：\s\d.,万wWk+]*){1,12}$"
    r"|^未经(?:允许|许可|授权|本[站网报])[^。]{0,20}(?:不得|禁止|请勿|严禁)"
    r"|^本[文报]?(?:为|系|由|作品)?[^。]{0,30}(?:未经[^。]{0,12}(?:不得|禁止|请勿|严禁)|转载请)"
    r"|^(?:[【\[（(]?(?:打印|关闭|返回|收藏|字体|字号|大|中|小|纠错|顶部|分享|推荐)[】\]）)|｜\s]*){1,20}$"
    r"|^https?://\S+$"
    r"|^(?:advertisement|read more|related|share this|sign up|subscribe|copyright|©|follow us)\b.{0,80}$"
    # Labels of buttons, and how long it takes to read.
    r"|^(?:listen|share|save|print|e-?mail|copy link|tweet|comments?|like|follow|bookmark|gift)"
    r"(?: (?:this )?(?:article|story|post))?$"
    r"|^[·•|\s]*\d{1,3} min(?:ute)?s?(?: read)?\b.{0,40}$",
    re.IGNORECASE,
)
# Lines that lead to other articles, or ask to subscribe, in the languages of the pages.
_LEAD_AWAY = re.compile(
    r"^(?:(?:also )?read (?:also|next|more)|see (?:also|more)|also (?:on|read)|don[’']t miss|more:|"
    r"watch(?: now| more)?|"
    r"les også|läs (?:även|också|mer)|læs også|lees (?:ook|verder)|lesen sie (?:auch|hier|mehr)|mehr zum thema|"
    r"auch interessant|"
    r"(?:à )?lire aussi|leggi anche|le[ea] (?:también|más)|leia (?:também|mais)|baca juga|czytaj (?:też|także|również)|"
    r"zobacz (?:też|także|wideo)|関連記事|あわせて読みたい|延伸閱讀|相關新聞)\s*[:|：»>].{0,160}$"
    r"|^(?:get|sign up|subscribe|join)\b.{0,120}\b(?:newsletters?|inbox)\b.{0,60}$",
    re.IGNORECASE,
)
# What stands in for an embedded post or film until its reader agrees, and in front of what one has to pay for.
_CONSENT = re.compile(
    r"^(?:empfohlener redaktioneller inhalt|externen inhalt anzeigen|an dieser stelle find|"
    r"ich bin damit einverstanden, dass mir|personenbezogene daten können an drittplattformen)"
    r"|^(?:有料会員|初割|この記事は有料)|会員限定の?(?:有料)?記事|記事読み放題|会員の方のみ",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[（(【\[]?\s*(?:责任编辑|责编|本文来源)\s*[:：][^。]{0,30}$|[【\[]编辑[:：][^】\]]{1,20}[】\]]$|[（(]本文来自[^）)]{2,20}[）)]$)",
)
# What begins the part behind an article: a pager, or the heading of teasers.
_END = re.compile(
    rf"^{_BRACKET}(?:首页\s*[|｜]?\s*)?上一[页篇].{{0,60}}$"
    r"|^[\s\d.…]*[下后]一?页[\s»>›→\d]*(?:末页|尾页|全文阅读|阅读全文|余下全文)?$"
    r"|^(?:全部|最新|热门|精彩|网友)?(?:评论|留言|跟帖|回复)\s*[（(【\[]?\s*\d+\s*[）)】\]]?\s*条?$|^\d+\s*条(?:评论|留言|回复|跟帖)$"
    rf"|^{_BRACKET}(?:相关|推荐|热门|更多|延伸|精彩|重点|最新|猜你|大家都在|编辑)?"
    r"(?:推荐|阅读|新闻|文章|资讯|喜欢|看|报道|评论)[】\])）]?\s*[:：]?$"
    r"|^(?:(?:related|more|latest|recommended|popular|trending) (?:articles|stories|posts|news|content|reading|topics)|"
    r"recommended for you|about the authors?|most read|read next|up next|you (?:may|might) also like|"
    r"leave a (?:reply|comment)|"
    r"\d* ?comments?)\s*[:：]?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def stands_around(marks: str) -> bool:
    """Tell whether a block's class and id say that it stands around the article."""
    words = _words(marks)
    return bool(_AROUND_WORDS.search(words) or _AROUND_PARTS.search(words))


@lru_cache(maxsize=4096)
def claims_body(marks: str) -> bool:
    """Tell whether a block's class and id say that it holds the article."""
    words = _words(marks)
    return _BODY_WORDS.search(words) is not None and _OPENING_WORDS.search(words) is None


@lru_cache(maxsize=4096)
def is_picture(marks: str) -> bool:
    """Tell whether a block's class and id say that it holds a picture and what stands below it."""
    return _PICTURE_WORDS.search(_words(marks)) is not None


@lru_cache(maxsize=4096)
def names_body(marks: str) -> bool:
    """Tell whether a block's class and id are what content systems call the body alone."""
    return _SURE_BODY.search(_words(marks)) is not None


def is_notice(line: str) -> bool:
    """Tell whether a line is an editor's, a publisher's or a site's, not the author's."""
    return any(pattern.match(line) is not None for pattern in (_NOTICE, _LEAD_AWAY, _CONSENT))


def is_end(line: str) -> bool:
    """Tell whether a line begins what follows an article."""
    return _END.match(line) is not None


def without_tail(line: str) -> str:
    """Cut the editor's name and the like from a line's end."""
    return _TAIL.sub("", line).strip() if line[-1:] in "）)】]" or "编" in line or "来源" in line else line


def _words(marks: str) -> str:
    """Write class names as lower-case words joined by dashes: `hotNews side_bar` is `hot-news side-bar`."""
    return _MODIFIER.sub(" ", _CAMEL.sub("-", marks).lower().replace("_", "-"))
