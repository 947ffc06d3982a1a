"""The states that a submission can be in after grading, and the reasons for them, in Chinese."""

import re

STATES = {  # state: what it means, in Chinese
    "graded": "已评分",
    "missing exercises": "有题目缺失",
    "timed out": "超时",
    "crashed": "崩溃",
    "unreadable": "无法读取",
    "test error": "测试本身出错",
    "missing": "未交",
}
# Where something happened, if it is no function of the learner's.
PLACES = {"while it started": "启动时", "the tests": "全部测试"}
# What a learner's process sends, if it is no data; {} stands for a name or a number.
SENT = {
    "a reply that cannot be read": "无法读取的答复",
    "a reply that is too large": "过大的答复",
    "a value that is too large": "过大的值",
    "an array of an unusual kind": "不支持的数组类型",
    "an array of an unusual shape": "不支持的数组形状",
    "lists that are nested too deeply": "嵌套过深的列表",
    "something of type {}, not numbers or text": "类型为 {} 的对象，不是数、数组或文本",
}
REASONS = {
    # why a process did not answer, or ended
    "no answer within {} s": "{} 秒内没有返回",
    "the time for the whole submission is used up": "整份提交的时间已用完",
    "they took too long": "用时过长",
    "it took too much memory": "占用内存过多",
    "it broke down too often": "崩溃次数过多",
    "its process is gone": "进程已不存在",
    "it could not be started": "进程未能启动",
    "it could not be watched to its end": "未能观察到它结束",
    "nobody saw how it ended": "结束的原因不明",
    "ended": "进程已结束",
    "ended by {}": "被信号 {} 终止",
    "the process ended itself (status {})": "进程自行退出，状态码 {}",
    # why the grader failed, or cannot run learners' code
    "its process ended": "评分进程意外结束",
    "bubblewrap (the command bwrap) is not installed": "没有安装 bubblewrap（命令 bwrap）",
    "this Python has no {}": "这个 Python 中没有 {}",
    "the sandbox did not start": "沙箱未能启动",
    "the sandbox has ended": "沙箱已结束",
    "{} is a folder of Python itself, which learners' code reads": (
        "{} 是 Python 自身的文件夹，学习者的代码能够读取"
    ),
    "timed out: {}": "超时：{}",
    "crashed: {}": "崩溃：{}",
}


def in_chinese(reason):
    """A reason in Chinese; words of a program that is not ours are quoted.

    Args:
        reason: Str, as one of `REASONS`, or "it sent " and one of `SENT`.
    """
    if reason.startswith("it sent ") and (sent := sent_in_chinese(reason[len("it sent ") :])):
        return f"发回的是{sent}"
    for english, chinese in REASONS.items():
        if found := _match(english, reason):
            told = found.groups()
            return chinese.format(*map(in_chinese, told) if english.endswith(": {}") else told)
    return f"`{reason}`" if reason else ""


def sent_in_chinese(what):
    """What a process sent, one of `SENT`, in Chinese; empty if it is none of them."""
    for english, chinese in SENT.items():
        if found := _match(english, what):
            return chinese.format(*found.groups())
    return ""


def _match(english, text):
    return re.fullmatch(re.escape(english).replace(r"\{\}", "(.+)"), text)
