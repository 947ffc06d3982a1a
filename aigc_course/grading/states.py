"""The states that a submission can be in after grading."""

STATES = {  # state: what it means, in Chinese
    "graded": "已评分",
    "missing exercises": "有题目缺失",
    "timed out": "超时",
    "crashed": "崩溃",
    "unreadable": "无法读取",
    "test error": "测试本身出错",
    "missing": "未交",
}
