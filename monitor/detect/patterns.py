"""The shapes of clauses that `frames` looks for, Chinese and English; words that may change stand in `lexicon/`."""

from __future__ import annotations

import re
from functools import cache

from monitor.detect.words import chinese, english

Shapes = tuple[tuple[re.Pattern[str], str], ...]

# What may stand between a subject and its verb.
_ADVERBS = (
    r"(?:本?周[一二三四五六日末]|星期[一二三四五六日]|当[天日晚]|[今昨前当][早晨晚]|自|从|午间|分批|逐步|率先|抢先|默认|首批|低调|静默|突然|意外|火速|如[期约]|按期|提前|"
    r"今日|今天|昨日|昨天|近日|日前|现已|已经|已|现|正式|由此|直接|则|仅|近期|不久后|稍后|年内|年底前?|力争|争取|最迟|"
    r"以[^,。;]{1,12}?|推迟[到至]|(?:今年|明年)?(?:[一二三四]季度|[上下]半年)?|就?会|与[^,。的]{2,4}(?=见面)|"
    r"全面|首次|全新|重磅|也已|也|又|还|便|就|终于|最新|同步|即日起|"
    r"现在|目前|面向[^,。]{1,14}?|对[^,。的]{1,14}?|在[^,。的]{1,24}?(?:上|中|平台|社区)?|于[^,。的]{1,20}?|向[^,。的]{1,12}?|"
    r"[^,。的\s]{0,6}(?:上午|下午|晚间|凌晨)|将于|将在|将会|将|即将|计划|拟|预计|有望|很快就会|很快|就会|不日|定于|定在|预定|宣布|对外|再次|悄然|曾|"
    r"\d{1,4}\s?[年月日]起?\s?|本周|下周|本月|下个?月|明日|明天|完成|迎来|实现|量产|独家|免费|全量|进行|开启|启动|先后|版本?|"
    r"预览版|系列|API|服务)\s?"
)
_ENDS = (
    r"(?=\s?(?:$|[,。;!?:…~)(/\"”]|并|且|和|与|及|了?$|了[,。]|仅|后|之后|于|在|至|到|当日|首日|首周|以来|啦|第|!|终|背后|"
    r"\s|成|引|获|让|将|可|给|开放|开源|公测|启用|投用|试用))"
)
_VERBS = (
    r"(?:正式发布|全面开放|发布|推出|上线|开源|亮相|登场|面世|问世|官宣|首发|揭晓|公布|上架|放出|推送|公测|内测|灰测|"
    r"开放公测|开放测试|邀请测试|开放|升级|更新|见面|来了|降临|测试|训练|量产首发|现身|上车|出炉|曝光|偷跑)"
)
_GOES_ON = "(?:正在|还在|仍在|也在|已在)"
_HEAD = (
    r"\s?(?:(?:系列|家族|全系|[一-鿿A-Za-z ]{0,10}?(?:模型|版本?|预览版|测试版|系统|两款|三款|服务))?\s?)"
    r"(?:等[^,。]{0,12}?)?"
)
# What begins a clause and has its verb behind it.
TOPICS = (
    (re.compile(rf"”?的?(?P<verb>{_VERBS})(?:日期|日子|时间|日)?(?:定在|定于|定为|选在)"), "subject"),
    # The model as the topic, its maker behind it: “医疗大模型，某公司还在研发”.
    (re.compile(rf"”?,\s?[^,。;:]{{2,14}}?{_GOES_ON}(?P<verb>研发|研制|训练|开发|打磨)"), "subject"),
)
TOPIC_SHAPES = frozenset(pattern for pattern, _ in TOPICS)
_CHINESE_SUBJECTS = (
    (re.compile(rf"{_HEAD}(?:{_ADVERBS}){{0,8}}(?P<verb>{_VERBS}){_ENDS}"), "subject"),
    (re.compile(r"”?\s?[^,。;:]{0,10}?(?P<verb>(?:更新|升级|迭代)(?:到|至|为))"), "subject"),
    *TOPICS,
    # “X：千亿基座的对话模型开启内测”: what stands behind the colon says what X is.
    (
        re.compile(rf"[”)\s]{{0,2}}:[^,。;:]{{0,24}}?模型(?:{_ADVERBS}){{0,4}}(?P<verb>(?:开启|启动)?{_VERBS}){_ENDS}"),
        "subject",
    ),
    (
        re.compile(
            r"[^,。;:]{0,14}?的?(?P<verb>全面提升|升级|重磅升级|全面升级|迎来升级)(?![^,。;]{0,14}模型\s?[A-Z“])"
        ),
        "improved",
    ),
    (
        re.compile(rf"[,。;]\s?(?:并|且|同时|目前|该模型|也)?(?:{_ADVERBS}){{1,8}}(?P<verb>{_VERBS}){_ENDS}"),
        "subject_far",
    ),
)
# The verb behind which the model's new version stands, maybe some clauses on.
_RISEN = re.compile(
    r"[^。;“\n]{0,36}?(?P<verb>迎来|换上|跳到|跳至|升至|跃升至|进化到)了?(?=\s?[Vv]?\d+(?:\.\d+|\s?版))"
)
# “Foo Labs released Bar”: behind the verb stands what is released, so that the name before it is who acts.
_ACTED_ON = (
    r"\s“?(?-i:(?!(?:With|Under|For|On|In|At|By|As|And|To|From|Today|Now|This|After|Amid|Via|Over|But|Here|Available)\b)"
    r"[A-Z][\w.-]*)"
)
_ENGLISH_SUBJECT = re.compile(
    r"(?:['’]s)?(?:\s(?:models?|weights|checkpoints?|series|family|LLM|is|are|was|were|has|have|been|being|now|"
    r"officially|just|finally|also|today|"
    r"publicly))*\s(?P<verb>open-sourced|released|launched|introduced|announced|unveiled|available|live|out|here|"
    r"debut(?:s|ed)|arrives?|launch(?:es)?|dropped|updated|upgraded|rolls? out|rolling out)\b"
    rf"(?!\s(?:a|an|the|new|its|their)\s|{_ACTED_ON})",
    re.IGNORECASE,
)
_ENGLISH_HEAD = (
    r"”?\u2009{0,2}(?:['’]s)?(?:\sand(?=\s(?:can|will|is|are|has)\b))?(?:\s(?:models?|series|family|LLM|itself|"
    r"preview|weights|checkpoints?)){0,2}(?:\s?\([^)]{0,60}\))?(?:\s(?:for|from|by|with)\s[^,.;:!?]{2,40}?(?:,|"
    r"(?=\s(?:will|is|are|has|goes|went)\b)))?(?:(?::|\s{2,4}(?=\s))|,\s(?:developed|built|created|trained|made|"
    r"designed|produced|backed|led|the work of)\s[^.;!?]{2,100},|"
    r",[^,.;:!?]{2,80},|,(?:\swhich)?(?=\s(?:will|has|have|is|are|was|were|went|became|can|could|arrived|landed|"
    r"made|comes|came|opened|launched|due|coming|out|available)\b)|,\s(?:which|an?|the|its|our)\s[^.;:!?]{2,120}?,|"
    r"(?:\s{1,3}(?:simply|quietly|now|also|itself|finally|too)){0,3})\s{1,3}"
)


# “目前，X 已首发上线某平台”: nobody stands before X, so that it is what goes online.
OPENING = re.compile(r"[\s“]*(?:目前|现在|现|其中|此外|[一-鿿]{0,12}模型|,)?[\s“]*")
PLACED = re.compile(
    rf"{_HEAD}(?:{_ADVERBS}){{0,8}}(?:首发)?(?P<verb>上线|登陆|上架|入驻)(?![之后前时不仅以])(?=[^,。;]{{2,}})"
)
# “模型记作 X”, “内部编号 X”: what stands behind is a name, and a model's where the sentence speaks of one.
CALLED = re.compile(
    r"(?:名[为叫]|名字(?:[叫是]|叫作)|取名为?|起名为?|定名为?|命名为|叫[作做]?|唤作|记作|称[作为]|称(?:其|之|它)为|把[它其]叫[作做]?|编号为?|代号(?:为|是|叫)?|暂[名叫]|型号为?)\s?[:“]?\s?$"
)
# “主角是 X”: what a launch's story presents.
PRESENTED = re.compile(
    r"(?:主角|重头戏|压轴|亮点|重点|新成员|新面孔|新旗舰|新作|看点|新品|成果|答案|[第其][一二三四五]款?|首[个款])(?:便|就|正|则)?(?:是|为|叫|名为|:)\s?“?$"
)
# Who may use it says that it is there: “用户现可直接选用 X”. By themselves these words make a name an argument.
USABLE = re.compile(
    r"(?:可|能|可以|即可|现可|已可|能够)(?:在[^,。;]{1,16}?[上中里内])?(?:直接|免费|率先|抢先|通过[^,。;]{1,16}?)?$"
)
USES = frozenset({"选用", "使用", "体验", "调用", "试用"})
CODENAMED = re.compile(r"代号(?:为|是|叫|“|\s)*$")


@cache
def subjects(*, is_chinese: bool) -> Shapes:
    """Give the shapes of what stands behind a subject, with the feature that each earns; the first that fits counts."""
    if not is_chinese:
        said = re.compile(rf"{_ENGLISH_HEAD}(?P<verb>{english().predicates.pattern})", re.IGNORECASE)
        return ((said, "subject"), (_ENGLISH_SUBJECT, "subject"))
    said = re.compile(rf"{_HEAD}(?:{_ADVERBS}){{0,8}}(?P<verb>{chinese().predicates.pattern})")
    waited = re.compile(rf"”?,\s?(?:外界|大家|用户|市场|公众)?(?:{_ADVERBS}){{0,3}}(?P<verb>(?:需要?|要|得)等到)")
    far = re.compile(rf"[,;]\s?[“]?(?:{_ADVERBS}){{0,8}}(?P<verb>{chinese().predicates.pattern})")
    return (
        *_CHINESE_SUBJECTS[:1],
        (said, "subject"),
        (waited, "subject"),
        (_RISEN, "subject"),
        *_CHINESE_SUBJECTS[1:],
        (far, "subject_far"),
    )


_ZH_DEFINED = re.compile(
    r"[”)\s]{0,2}(?:系列)?(?:是|为|作为|,\s?(?:这是|它是|一款|是一款)|\s+(?:一款|一个|首个))(?!基于)"
    r"[^。;!?]{0,60}?(?:大模型|模型|LLM|TTS)(?=\s?[,。;!?、)(]|$)"
)
_ZH_OTHER = re.compile(
    r"[”)\s]{0,2}(?:是|为)[^。;!?]{0,50}?"
    r"(?:平台|框架|插件|工具|智能体|应用|助手|数据集|引擎|系统|产品|工作台|Harness|Agent|公司|企业|技术|App)(?=[,。;!?]|$)"
)
# The noun must be the head: what follows “for”, “that”, “of” or a comma only tells more about it.
_EN_DEFINED = re.compile(
    r"(?:\s?\([^)]{0,40}\))?(?:,|:|\s{2,4}|\sis|\sare|\swas)\s(?:at \d[\w ]{2,24}, ?|at \d[\w ]{2,24} )?(?:(?:an?|"
    r"the|our|its|your)\b|(?=\d))\s?"
    r"(?:(?:[\w-]+\s){0,2}(?:family|series|pair|trio|suite|line|set|range|herd)\sof\s)?"
    r"(?:(?!\s(?:for|that|which|to|using|with|of|from|by)\s|,\s(?!\w+[- ,])|\sand\s(?:what|how))[^.;!?]){0,70}?"
    rf"(?:{english().model_noun.pattern}|\b\d+(?:\.\d+)?B\b(?=\s(?:that|which|with|for|on)\s|[,.;]|"
    rf"$))(?!\s(?:for agents|routers?|cards?|zoo|hub))",
    re.IGNORECASE,
)
_EN_OTHER = re.compile(
    r"(?:\s?\([^)]{0,40}\))?(?:,|\s{2,4}|\sis|\sare|:)\s(?:an?|the|our)?\s?[^.;!?,]{0,60}?"
    r"\b(?:framework|database|harness|add-?in|add-?on|compiler|notebook|client|package|plug-?in|editor|benchmark|dataset|corpus|collection|recordings|tool|app|engine|library|"
    r"platform|assistant|optimizer|"
    r"algorithm|toolkit|agent|method|accelerator|chip|runtime|extension|device|phone|recorder|index|leaderboard|"
    r"suite)\b(?!\smodel)",
    re.IGNORECASE,
)
DEFINITIONS = {True: (_ZH_DEFINED, _ZH_OTHER), False: (_EN_DEFINED, _EN_OTHER)}
MADE_BY = re.compile(
    r"[^。;!?,]{0,12}?由[^,。;!?]{2,20}?(?:研发|研制|开发|打造|推出|发布|出品)|"
    r"是[^,。;!?]{2,20}?(?:研发|研制|开发|打造|推出|发布|出品)的|"
    r"[^.;!?]{0,80}?\b(?:developed|released|built|made|created|launched|trained|introduced) by\b"
)
AGENT = re.compile(
    rf"\s?(?:{_ADVERBS}){{0,4}}(?:升级(?=[^,。;]{{0,14}}模型\s?[A-Z“])|发布|推出|开源|宣布|上线|表示|称|正在|研发|打造|公布|完成|获得)"
)
EN_AGENT = re.compile(
    r"(?:['’]s)?(?:\s(?:AI|Labs?|Research|team|researchers|engineers|has|have|had|just|today|also|quietly|officially|"
    r"now|recently))*\s(?:releas(?:es|ed)|launch(?:es|ed)|unveil(?:s|ed)|introduc(?:es|ed)|announc(?:es|ed)|"
    r"open-?sourc(?:es|ed)|ship(?:s|ped)|drop(?:s|ped)|publish(?:es|ed))"
    rf"(?:\s(?:an?|its|their|the first|new)\s|{_ACTED_ON})",
    re.IGNORECASE,
)
COLON = re.compile(r"[”\s]{0,2}:[^。;!?]{0,40}?模型")

LEFT_BREAK = re.compile(r"[,。;!?\n]|:(?!\s?“)")
RIGHT_BREAK = re.compile(r"[,。;!?\n:]")
CONTINUES = {
    True: re.compile(
        r"\s?(?:以及|和|并|还有|包括|包含|含|分别[为是叫]|叫[作做]|名为|取名为?|其中|代号为?|即|及|首个|首款|一款|一个|专注|同步|同时)"
    ),
    False: re.compile(r"\s?(?:and|an?|the|as well as|including|plus|improved|enhanced|both)\b", re.IGNORECASE),
}
# Nothing at all joins what stands in quotes: “甲”“乙”; a pattern cannot look beyond the place where it must end.
GLUE = re.compile(
    r"(?<=”)|[”\s]{0,2}(?:系列|家族)?"
    r"(?:、|,|/|&|(?:和|与|及|以及)(?:[一-鿿]{2,4}模型)?|and|or|,\s?and|as well as)[“\s]{0,2}"
)
NAME_GLUE = re.compile(r"[”\s“、和与及:(A-Za-z]*")
# “某公司再出小模型：X 手机可跑”: what a headline announces, its colon names.
COLON_HEADING = re.compile(
    r"(?P<verb>发布|推出|开源|上线|再出|新出|带来|上新|公布|官宣|放出|端出|拿出|交出|亮出|打造|研发)了?(?P<what>[^,。;:]{0,20}?模型)"
    r"(?:系列|家族|新作|产品|阵营|双子星)?\s?:\s?“?$"
)
LIST_HEADING = re.compile(
    r"(?:发布|推出|开源|上线|放出|上新|带来|公布|亮出)(?:了|[^,。;:]{0,6}?[一二两三四五六七八九十\d][款个组批])"
    r"[^,。;:]{0,12}?(?:模型|型号|新品|版本)\s?:|(?:发布|推出|开源|上线|研发)的?[^,。;]{0,12}?(?:包括|包含|有|分别是|分别为|如下)\s?:"
)
ITEM_GLUE = re.compile(r"[”\s]?(?:大模型|模型)?(?:体系|系列)?[、,;\s]*(?:以及|和|及)?")
ITEM_END = re.compile(r"[”\s]?(?:大模型|模型)?(?:体系|系列)?")

# What a model is said to do behind its verb: “trained A, a model that reads B”; not “a model that they call B”.
EN_RELATIVE = re.compile(
    r"\s(?:that|which|who|whose|where|when)\s(?:(?!,|\s{2}|\band (?:also )?(?:the|its|a|an)\b|\b(?:call|nam|dub|"
    r"known)).)*$"
)
DERIVED = re.compile(r"[A-Z0-9]\S*\u2009*,\s(?:an?|the)\s[\w\s-]{0,30}$")
TOGETHER = re.compile(r"\b(?:together|along)\s$")
OWNED = re.compile(r"\w['’]s?\s[“]?$")
APPOSED_BEHIND = re.compile(r"\w,\s*“?$")
PHRASE = re.compile(r"[”\s]?[^,。;!?:“”、]{0,24}")
# A noun and what may stand between it and the name that it describes: “模型 A、B 和”, “models like”.
APPOSITION = re.compile(
    r"[\s“”:()、A-Za-z0-9.\-]{0,24}(?:like|such as|called|named|(?:系列|家族|产品|品牌|体系|系统)?[,\s]*"
    r"(?:分别[叫是为]|叫[作做]|名为|取名为?|命名为|称为|代号为?)?)?[\s“:]*"
    r"(?:“[^“”]{1,12}”[、和与]?)*“?"
    r"(?:[A-Z][A-Za-z0-9.\- ]{0,30}(?:、|,|和|与)\s?){0,8}(?:and )?"
)
SERIES = re.compile(r"[”\s]{0,2}(?:系列|家族|series|family)")
# “X 的能力”, “X 模型最新战绩”: an attribute of a model, or the model that another one improves on.
ATTRIBUTE = re.compile(
    r"[”\s]{0,2}(?:系列的|(?:大?模型)?的?更新版|(?:大?模型)?的升级版|的)?(?:大?模型)?的?(?:最新)?“?[^,。]{0,4}?"
    r"(?:战绩|能力|表现|在[^,。]{2,30}(?:基准|榜)|得分|更新版|升级版|成绩|性能不|调用量|价格|定价|上下文|用户|团队|官方|创始人|负责人|修改版|定制版|精简版|特供版|专属|访问权|使用权|之间|同款|同级|同档|那样|一样|级别的|水平的)"
)
# “X 的…模型 Y”: who has a model, and none itself.
POSSESSES = re.compile(
    r"\s?(?:团队|公司)?的(?:[^,。;]{0,10}模型\s?[A-Z“]|(?:最新|全新|新|旗舰)?\s?[A-Z][\w.-]+\s?大?模型)"
)
HOUSES = re.compile(r"\s?(?:目前|现|已|上)*(?:共?有|跑着)[^,。;]{0,8}模型")  # “某集群目前有 6 个模型正在训练”.
# “在推出 X 之后,于…”: a half clause; what is told stands behind it.
AFTER = re.compile(r"[^,。;]{0,10}?(?:之后|以后|后|之际|的同时)(?=,)")
# “抢在某公司发布 X 前,”: what is told stands behind it.
AHEAD = re.compile(r"(?:赶|抢)?在[^,。;]{0,24}$")
BEFOREHAND = re.compile(r"[”\s]{0,2}[^,。;]{0,4}(?:[之以]前|前)(?=[,。;]|$)")
SINCE = re.compile(r"(?<![一-鿿][来源])自从?\s?$")  # “自 X 发布以来”.
# Somebody else makes it run: “完成对 X 的适配”, “X 的 Day 0 支持”, “X 限时免费对话服务”.
SERVED = re.compile(
    r"[”\s]{0,2}(?:系列|家族)?(?:大?模型)?的?"
    r"(?:Day[ -]?0|首日|首发|即时|全面|限时|免费|高效|深度|完整|全量|推理|部署|国产){0,4}"
    r"\s?[^,。;A-Z]{0,6}?(?:支持|适配|服务(?!器)|部署|接入|优化|加速|开箱即用|推理(?=[,。;]))"
    r"(?=[,。;!]|$|方案|工作|与|和)"
)
# “由 X 驱动”, “由 X 领跑”: an agent that is no news by that.
BY = re.compile(r"由[^,。;]{0,10}$")
DRIVES = re.compile(
    r"[”\s]{0,2}(?:系列)?(?:大?模型)?\s?(?:共同|全程|独家)?(?:驱动|加持|赋能|支撑|提供|领跑|担纲|支持|生成|把关|助力|拿下|夺得|完成)"
)
PLACE = re.compile(r"[在于也将已并又还让把用给]|\b(?:at|in)\b")  # Behind these a noun belongs to the predicate.
FOR = re.compile(r"(?:为|对|给)[^,。;]{0,30}$")
PROVIDES = re.compile(
    r"\s?(?:系列|大?模型)?\s?(?:提供|进行|完成|实现|做了?|的)[^,。;]{0,12}(?:支持|适配|优化|部署|服务)"
)
ADJECTIVES = re.compile(r"(?:最新|全新|最强|更强|强大|先进|自家|旗下|知名|主流)的")
SCOPE_END = re.compile(r" {2,}|:|\sthat\s")  # A dash is blanked to several spaces.
NEWS_NOUN = re.compile(r"\b(?:new|models?|releas\w+|updates?)\b", re.IGNORECASE)

# Words that only begin like a blocker: 较大, 靠谱.
NO_BLOCKER = re.compile(r"较(?=[为大小高低强弱多少长短快慢好差])|靠(?=[近谱])|提到(?=\d)|携(?=[手程带])")
# Verbs that announce what a relative clause behind them describes.
LAUNCHING = frozenset({"发布", "推出", "开源", "上线", "带来", "首发", "宣布", "展示"})
# What something is made with or for, where more than a time stands between that word and the verb.
_INSTRUMENTS = re.compile(
    "基于|依托|通过|使用|利用|采用|借助|结合|根据|融合|运用|引入|集成|面向|针对|围绕|与|跟|来自|支持|提供|参考|内置|打通|叠加|整合"
)
_INTRANSITIVE = frozenset({"亮相", "登场", "面世", "问世", "现身", "见面"})  # No name behind one is its object.
_RECENTLY = re.compile(r"(?:最近|近期|不久前|此前|刚刚|日前|近日|最新|新|刚|正式|已|所|其|曾|\s)*")
_PART_OF_NOUN = re.compile(
    r"蓝图|工具包|套件|会(?!议)|者|方(?![舟案])|日(?![日语本常])|前(?!沿)|周(?!易)|量(?![子化产])|商(?![业汤用务品店])|平台"
)
_OPEN_AS_ADJECTIVE = re.compile(r"大?模型|旗舰|社区|框架|生态")
# “为开源视频模型 X 提供…”, “发布开源模型”, “新一代开源…”: what is done is said by another word.
_OPEN_FOR = re.compile(r"(?:[为对给]|新一代|最新|首[款个]|发布|推出|上线|适配|支持|款|全新)(?:新一代|最新|全新)?\s?$")
_BEFORE_ADJECTIVE = re.compile(r"[的强代产个款]$|最新$|前沿$|全球$")


def is_instrument(blocker: str, behind: str) -> bool:
    """Tell whether a blocker has its argument before the verb: “基于自有架构打造的 X”, not “基于近期发布的 X”."""
    return _INSTRUMENTS.fullmatch(blocker) is not None and not _RECENTLY.fullmatch(behind)


def is_no_verb(said: str, before: str, behind: str) -> bool:
    """Tell whether a verb's word is part of a noun here: 发布会, 开发者, 开源模型, 生成式."""
    if _PART_OF_NOUN.match(behind) or before.endswith(("可", "被", "参与")):
        return True
    if said == "介绍" and behind.startswith(("自己", "称", "说", "其")):
        return True
    if said in _INTRANSITIVE and not behind.startswith(("的", "了的")):
        return True
    if said == "开源" and _OPEN_FOR.search(before):
        return True
    return said == "开源" and bool(_OPEN_AS_ADJECTIVE.match(behind) or _BEFORE_ADJECTIVE.search(before))
