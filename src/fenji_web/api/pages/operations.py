"""What each operation does, in words."""

from __future__ import annotations

from fenji_web.library import Text

TAGS = {
    "tag_jobs": Text("Key and jobs", "密钥与任务"),
    "tag_customers": Text("Customers", "客户"),
    "tag_segments": Text("Segments", "客群"),
    "tag_runs": Text("Runs and grades", "批次与等级"),
    "tag_schemes": Text("Standards", "分级标准"),
    "tag_files": Text("Imports and exports", "导入与导出"),
    "tag_document": Text("This document", "接口文档"),
}
OPERATIONS = {
    "do_get_me": Text("Whom the key acts for", "查询密钥所属人员与权限"),
    "do_list_jobs": Text("One's own jobs of late", "查询本人近期任务"),
    "do_get_job": Text("One job: how far it is, what it led to", "查询任务进度与结果"),
    "do_stop_job": Text("Stop a job", "停止任务"),
    "do_list_customers": Text("Customers, page by page", "分页查询客户"),
    "do_list_fields": Text("Fields of customers, and what may be asked of each", "查询客户字段及可用条件"),
    "do_get_customer": Text("One customer", "查询单个客户"),
    "do_explain_customer": Text("Why the grade is what it is, and what would change it", "查询等级原因与升降条件"),
    "do_list_grade_history": Text("A customer's grades over time", "查询客户历次等级"),
    "do_list_events": Text("What happened with a customer", "查询客户动态"),
    "do_gather_events": Text("Gather what happened with customers", "汇总客户动态"),
    "do_list_segments": Text("Segments with customers and revenue", "查询客群及人数、金额"),
    "do_list_runs": Text("Runs, the newest day first", "查询评级批次"),
    "do_get_run": Text("One run: tiers, moves, digest", "查询单个批次"),
    "do_list_moves": Text("Who moved since the run before", "查询等级变动客户"),
    "do_list_grades": Text("Everybody's grade with its reason", "查询全部客户等级与原因"),
    "do_start_run": Text("Grade", "执行评级"),
    "do_list_schemes": Text("Standards at hand", "查询分级标准"),
    "do_get_scheme": Text("One standard in words", "查询分级标准详情"),
    "do_get_scheme_yaml": Text("One standard as YAML", "下载分级标准（YAML）"),
    "do_simulate": Text("Preview a changed standard", "试算标准调整"),
    "do_list_imports": Text("Imports, the newest first", "查询导入记录"),
    "do_get_import": Text("One import's report", "查询导入报告"),
    "do_start_import": Text("Import a file", "导入文件"),
    "do_start_export": Text("Write a list as a file", "导出客户列表"),
    "do_get_export_file": Text("The file of an export", "下载导出文件"),
    "do_get_document": Text("This document", "获取 OpenAPI 文档"),
}
MORE = {
    "more_list_customers": Text(
        "`next` goes on in the same run, however often is graded meanwhile: nobody is skipped, nobody comes twice.",
        "next 始终沿用同一批次，期间重新评级也不会遗漏或重复客户。",
    ),
    "more_list_grades": Text(
        "Ordered by customer ID, for systems that keep grades of their own.", "按客户 ID 排序，便于其他系统同步等级。"
    ),
    "more_start_run": Text(
        "The answer is a job; ask for it until it is done. Its result names the run.",
        "返回任务，请轮询至完成；结果中包含批次编号。",
    ),
    "more_start_import": Text(
        "The body is the file as it is (CSV, Excel, JSON, Parquet). Columns are recognised by their headings; what is "
        "unclear fails with what to do.",
        "请求体即文件原文（CSV、Excel、JSON、Parquet）。按表头自动识别列，无法识别时返回处理办法。",
    ),
    "more_start_export": Text(
        "Exactly the customers and fields that the list would show this key, with the same masks.",
        "导出内容与该密钥在列表中所见一致，脱敏规则相同。",
    ),
    "more_simulate": Text(
        "Send `changes` by path or the whole standard as `yaml`. Nothing is saved.",
        "传 changes（按路径修改）或完整 yaml。不会保存任何内容。",
    ),
    "more_get_customer": Text("With the owner and tags of now.", "负责人与标签为当前值。"),
    "more_stop_job": Text("Nothing of it stays.", "停止后不会留下任何部分结果。"),
}
