"""Plain text, cleaned and folded: one normaliser for names, shared by detection, fingerprints and the store."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but tab and newline; lone surrogates, which no database takes; NUL is among them.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Bidirectional controls and invisible joiners can make a line read other than it is (CVE-2021-42574).
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\u00a0\u3000\u2000-\u200a]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
_QUOTES = re.compile(r"[“”„‟\"'‘’‚‛`´″′«»‹›「」『』《》〈〉【】]")
_DASHES = dict.fromkeys("‐‑‒–—―−－_·•・‧∙⋅", "-")
# Pairs, traditional and simplified, for the names of organisations, families and editions; no general conversion.
_SIMPLIFIED = (
    "亂乱亞亚來来侖仑倉仓個个偉伟傳传僅仅儀仪億亿優优剛刚創创劑剂動动務务勢势區区協协參参員员問问啟启喬乔單单國国圍围圓圆圖图團团堅坚場场塊块壓压壯壮夠够夢梦奪夺學学實实寧宁審审寫写寶宝將将專专尋寻對对導导"
    "層层島岛嶺岭師师帶带幫帮幹干廈厦廣广張张強强後后從从復复徹彻恆恒愛爱態态慮虑應应懷怀戶户掃扫揚扬換换撥拨擊击據据擬拟擴扩攜携數数時时暫暂曆历曉晓書书東东條条業业極极樂乐樓楼標标樣样樹树機机橫横檢检權权"
    "歐欧歲岁歷历測测滅灭滬沪滿满漢汉漸渐濟济濤涛瀾澜灣湾為为無无煉炼煙烟煥焕熱热爾尔狀状獨独獲获獵猎現现瑪玛環环畫画異异當当療疗發发盤盘眾众確确礎础礦矿禮礼種种積积穩稳競竞筆笔節节範范築筑簡简糧粮紀纪紅红"
    "純纯級级細细組组統统經经維维綱纲網网緒绪線线編编練练縮缩縱纵總总績绩繪绘續续羅罗義义聖圣聞闻聯联聲声聽听肅肃腦脑臉脸與与舊旧艦舰華华萬万葉叶蒼苍蓋盖蓮莲藍蓝藝艺蘭兰處处虛虚號号螢萤蟻蚁術术衛卫視视親亲"
    "覺觉覽览觀观計计訊讯訓训記记訪访試试話话語语誠诚誤误說说課课調调談谈請请論论諧谐諾诺謀谋證证識识譜谱譯译議议譽誉讀读變变讓让豐丰豬猪貓猫貝贝負负費费賢贤賦赋質质賴赖賽赛躍跃車车軒轩軟软輔辅輕轻輝辉輪轮輯辑"
    "轄辖轉转連连進进運运達达遙遥遠远適适選选邁迈還还邊边邏逻鄰邻醫医釋释針针銀银銘铭銳锐鋼钢錄录鏈链鏡镜鐘钟鑒鉴長长門门閃闪開开間间閣阁閱阅關关陸陆陽阳隊队階阶隨随險险雙双難难雲云電电靈灵靜静響响頂顶項项"
    "預预領领頭头題题顏颜願愿類类顯显風风飛飞飯饭養养馬马馳驰駝驼駱骆騏骐騰腾驅驱驗验驚惊體体髮发魚鱼鮮鲜鯨鲸鳥鸟鳳凤鴻鸿鵬鹏鵲鹊鷹鹰麗丽麥麦麼么黃黄點点齊齐龍龙"
)
_ALIKE = str.maketrans(
    _DASHES
    | dict(zip(_SIMPLIFIED[::2], _SIMPLIFIED[1::2], strict=True))
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
# Cyrillic and Greek letters drawn as Latin ones are: in a word with Latin letters they stand for them (UTS #39).
_LETTERS = re.compile(r"[A-Za-z\u0370-\u04ff]+")
_LOOK_ALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo")


def clean(text: str) -> str:
    """Take out what no database, terminal or chat should see; keep tabs and newlines."""
    if text.isprintable():  # Most titles are; this spares them two passes.
        return text
    return _INVISIBLE.sub("", _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    """Clean a text and fold all its white space to single blanks."""
    return " ".join(clean(text).split())


def squeeze(line: str) -> str:
    """Fold runs of blanks of every width to one, and strip."""
    return _SPACES.sub(" ", line).strip()


def fold(name: str) -> str:
    """Give the form in which two spellings of a name are equal: width, case, dashes, quotes, blanks folded.

    Sources: Unicode NFKC and casefold; `research/deduplication.md` §3.2 for dashes and quotes. Traditional characters
    are folded to simplified ones, Cyrillic and Greek look-alikes among Latin letters to those.
    """
    if name.isascii():  # Most names are; this spares them five passes.
        folded = name.replace("_", "-").casefold()
    else:
        folded = unicodedata.normalize("NFKC", name).translate(_ALIKE)
        folded = _LETTERS.sub(_without_look_alikes, folded).casefold()
    return " ".join(_QUOTES.sub("", folded).split())


def _without_look_alikes(word: re.Match[str]) -> str:
    return word[0].translate(_LOOK_ALIKES) if _LATIN.search(word[0]) else word[0]


def compact(name: str) -> str:
    """Fold a name and drop blanks and dashes: `GLM-4.5` and `glm 4.5` are one."""
    return fold(name).replace(" ", "").replace("-", "")


def han_count(text: str) -> int:
    """Count the Han characters of a text."""
    return len(_HAN.findall(text))


def has_han(text: str) -> bool:
    """Tell whether a text holds a Han character."""
    return _HAN.search(text) is not None


def language_of(text: str) -> str:
    """Guess `zh` or `en` by script; empty where there is neither.

    A Han character carries about what four Latin letters do, so Chinese texts full of model names stay Chinese.
    """
    sample = text[:4000]
    han, latin = len(_HAN.findall(sample)), len(_LATIN.findall(sample))
    if not han and not latin:
        return ""
    return "zh" if han * 4 >= latin else "en"
