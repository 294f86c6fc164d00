"""How the officers came to know what they found: a sentence most official findings end with."""

from __future__ import annotations

from samples.chronicle import Chronicle


def evidence(c: Chronicle) -> str:
    """Return how the officers came to know what they found."""
    few, many = c.rng.randint(2, 9), c.rng.randint(10, 60)
    return c.rng.choice(
        (
            f"执法人员调取生产记录{many}份、电费结算单{few}张，制作现场检查笔录，企业盖章确认。",
            f"检查组会同供电部门核对近{few}个月分时用电曲线，抽查岗位操作记录{many}份并拍照留存。",
            f"委托第三方机构现场检测，出具检测报告{few}份，原始数据与自动监控平台记录比对一致。",
            f"现场核对设备铭牌{many}块、产品出入库单{few}册，与企业报送的统计报表逐项比对。",
            f"属地镇（街道）派员见证，全程录像约{many}分钟，证据材料{few}类已编号归档备查。",
            f"由市、县两级联合检查组实施，抽取样品{few}份，检查发现的{many}条记录录入执法系统。",
        )
    )
