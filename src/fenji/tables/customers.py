"""Customers: persons and companies, one row each."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.table import OWNERS, CanonicalTable, Column, customer_id, import_id, source

NAME = "姓名 客户名 会员姓名 会员名 用户名 昵称 联系人姓名 公司名称 公司名 企业名称 单位名称"
MOBILE = (
    "手机 手机号码 移动电话 联系手机 联系电话 电话 联系方式 会员手机 收货手机 mobile_phone cell cellphone cell_phone "
    "phone phone_number mobile_no tel telephone"
)
EMAIL = "邮箱 电子邮件 邮箱地址 邮件 e-mail email_address mail"
WECHAT = "微信 微信账号 微信ID wechat_id weixin wx"


def _text(name: str, label: Text, meaning: Text, synonyms: str = "", *, is_personal: bool = False) -> Column:
    return Column(name, "string", label, meaning, tuple(synonyms.split()), is_personal=is_personal)


_WHO = (
    customer_id(is_required=True, meaning=Text("The customer's number, unique.", "客户的唯一编号。")),
    source(),
    _text(
        "kind",
        Text("Person or company", "客户性质"),
        Text("person or company.", "person 个人、company 企业。"),
        "客户类别 个人或企业 性质 客户属性 customer_kind account_type",
    ),
    _text(
        "name",
        Text("Name", "客户姓名"),
        Text("The person's or company's name.", "个人姓名或企业名称。"),
        f"{NAME} 客户名称 full_name customer_name client_name company company_name account account_name client "
        "contact_name",
        is_personal=True,
    ),
    _text(
        "mobile",
        Text("Mobile", "手机号"),
        Text("Mobile telephone, as text.", "手机号码,按文本保存。"),
        MOBILE,
        is_personal=True,
    ),
    _text(
        "landline",
        Text("Landline", "固定电话"),
        Text("Landline telephone.", "固定电话。"),
        "座机 座机号 公司电话 办公电话 固话 home_phone office_phone",
        is_personal=True,
    ),
    _text("email", Text("E-mail", "电子邮箱"), Text("E-mail address.", "电子邮箱地址。"), EMAIL, is_personal=True),
    _text("wechat", Text("WeChat ID", "微信号"), Text("WeChat id.", "微信号。"), WECHAT, is_personal=True),
    _text(
        "wecom_id",
        Text("WeCom external ID", "企业微信ID"),
        Text("External contact id in WeCom.", "企业微信的外部联系人 ID。"),
        "企业微信 企微 企微ID 企业微信外部联系人ID external_userid wecom",
        is_personal=True,
    ),
    _text(
        "company_code",
        Text("Company code", "统一社会信用代码"),
        Text("A company's registration code (18 characters in China).", "公司的统一社会信用代码(18 位)。"),
        "统一社会信用代码 社会信用代码 信用代码 税号 纳税人识别号 company_code tax_id registration_number",
    ),
)
_WHERE = (
    _text(
        "country",
        Text("Country", "国家/地区"),
        Text("Country or region.", "国家或地区。"),
        "国家 地区 region country_region office_location",
    ),
    _text(
        "province",
        Text("Province", "省份"),
        Text("Province or state.", "省、自治区、直辖市。"),
        "省 所在省 所在省份 收货省 state",
    ),
    _text("city", Text("City", "城市"), Text("City.", "城市。"), "市 所在城市 所在市 收货城市 town"),
    _text("district", Text("District", "区县"), Text("District or county.", "区、县。"), "区 县 所在区县 county"),
    _text(
        "address",
        Text("Address", "地址"),
        Text("Street address.", "详细地址。"),
        "详细地址 联系地址 收货地址 通讯地址 street street_address address_line_1",
        is_personal=True,
    ),
)
_COMPANY = (
    _text(
        "industry",
        Text("Industry", "行业"),
        Text("A company's industry.", "企业所属行业。"),
        "所属行业 行业类型 sector",
    ),
    _text(
        "size",
        Text("Size", "规模"),
        Text("A company's size.", "企业规模。"),
        "企业规模 公司规模 人员规模 员工人数 employees company_size",
    ),
    _text(
        "customer_source",
        Text("Customer source", "客户来源"),
        Text("Where the customer came from.", "客户从何而来。"),
        "获客渠道 获客来源 客户渠道 注册渠道 线索来源 acquisition_channel lead_source",
    ),
    Column(
        "registered_on",
        "date",
        Text("Registered on", "注册日期"),
        Text("The local day the customer became known.", "成为客户或注册的当地日期。"),
        (
            "注册时间",
            "入会日期",
            "入会时间",
            "建档日期",
            "建档时间",
            "开户日期",
            "开卡日期",
            "首次登记日期",
            "客户创建时间",
            "创建日期",
            "registration_date",
            "registered_at",
            "signup_date",
            "sign_up_date",
            "join_date",
            "joined_on",
            "enrolment_date",
            "enrollment_date",
            "member_since",
            "created_on",
            "dt_customer",
        ),
    ),
    _text(
        "owner", Text("Owner", "负责人"), Text("Who looks after the customer.", "负责该客户的人员。"), " ".join(OWNERS)
    ),
    _text(
        "department",
        Text("Department", "部门"),
        Text("The owner's department.", "负责人所属部门。"),
        "所属部门 归属部门 team sales_team",
    ),
)
_PERSON = (
    _text("gender", Text("Gender", "性别"), Text("Gender, as recorded.", "性别,按原记录。"), "sex", is_personal=True),
    Column(
        "born_on",
        "date",
        Text("Born on", "出生日期"),
        Text("Date of birth.", "出生日期。"),
        ("生日", "出生年月", "birthday", "birth_date", "date_of_birth", "dob", "birthdate"),
        is_personal=True,
    ),
    _text(
        "age_band",
        Text("Age band", "年龄段"),
        Text("Age as a band.", "年龄区间。"),
        "年龄 年龄区间 年龄层 age age_group age_range",
    ),
    _text(
        "income",
        Text("Income", "收入"),
        Text("Income, as recorded.", "收入,按原记录。"),
        "收入水平 月收入 年收入 income_band income_level annual_income",
    ),
    _text(
        "education",
        Text("Education", "学历"),
        Text("Education.", "学历。"),
        "教育程度 文化程度 教育背景 education_level",
    ),
    _text(
        "household_size",
        Text("Household size", "家庭人数"),
        Text("People in the household.", "家庭人口数。"),
        "家庭规模 家庭成员数 family_size",
    ),
    _text(
        "interests",
        Text("Interests", "兴趣爱好"),
        Text("Interests.", "兴趣爱好。"),
        "兴趣 爱好 hobbies 偏好 兴趣标签 interest",
    ),
    _text(
        "attitudes",
        Text("Values", "价值观"),
        Text("Values and attitudes.", "价值观与态度。"),
        "态度 消费观念 values_and_attitudes",
    ),
    _text("lifestyle", Text("Lifestyle", "生活方式"), Text("Way of life.", "生活方式。"), "生活形态 life_style"),
)
_RELATIONS = (
    _text(
        "parent_id",
        Text("Parent customer", "上级客户"),
        Text("The customer this one belongs to.", "所隶属的上级客户编号。"),
        "上级客户编号 上级客户ID 母公司 集团客户 parent parent_customer_id subsidiary_of",
    ),
    _text(
        "existing_grade",
        Text("Existing grade", "现有等级"),
        Text("The grade before fenji.", "原有的客户等级。"),
        "客户等级 客户类型 会员等级 等级 原等级 客户级别 会员级别 tier level grade member_level vip_level",
    ),
    _text(
        "note", Text("Note", "备注"), Text("A remark.", "备注。"), "说明 备注信息 remark remarks notes comment comments"
    ),
    Column(
        "is_listed",
        "boolean",
        Text("Listed", "在客户名单中"),
        Text(
            "TRUE: from a customer list; FALSE: met in orders or other facts only.",
            "TRUE 来自客户名单;FALSE 仅在订单等记录中出现。",
        ),
    ),
    import_id(),
)

CUSTOMERS = CanonicalTable(
    "customers",
    Text("Customers", "客户"),
    Text("One row for every person or company that is, was or may become a customer.", "每位个人或企业客户一行。"),
    ("customer_id",),
    (*_WHO, *_WHERE, *_COMPANY, *_PERSON, *_RELATIONS),
)
