"""People who say what they do are believed, in three languages and many forms."""

import pytest

from core.professions.values import State
from tests.core.ai.offline import said

ENGLISH = (
    ("I'm a plumber", "plumber"),
    ("im a nurse btw", "nurse"),
    ("I am an electrician.", "electrician"),
    ("I’m a dentist, so I can tell you it is not normal", "dentist"),
    ("Honestly I'm just a truck driver trying to get some sleep", "truck_driver"),
    ("I work as an accountant", "accountant"),
    ("I currently work full time as a librarian in Leeds", "librarian"),
    ("working as a barista until something better shows up", "barista"),
    ("I've been a welder for 10 years", "welder"),
    ("I'm an architect by trade", "architect"),
    ("Photographer here, happy to answer questions", "photographer"),
    ("my job is graphic designer", "graphic_designer"),
    ("My day job is software engineer", "software_developer"),
    ("I'm a wife, mother and pharmacist", "pharmacist"),
    ("I'm both a wife and a chef", "cook"),
    ("I am a senior backend developer at a small startup", "backend_developer"),
    ("I'm the head chef of that place", "cook"),
    ("I'm not only a lawyer, I'm also a dad", "lawyer"),
    ("I became a firefighter last year", "firefighter"),
    ("I make a living as a translator", "translator"),
    ("I was hired as a receptionist and I love it", "secretary"),
    ("well I am a psychologist after all", "psychologist"),
    ("I'm a freelance journalist living in Tbilisi", "journalist"),
    ("you know, I'm actually a pilot", "pilot"),
    ("Teacher of 20 years here, ask me anything", "teacher"),
    ("Me: electrician. My wife: surgeon.", "electrician"),
    ("My job as a nurse is exhausting", "nurse"),
    ("Hi all! I'm a real estate agent in Antalya.", "real_estate_agent"),
)
TURKISH = (
    ("Ben avukatım", "lawyer"),
    ("avukatım", "lawyer"),
    ("ben de hemşireyim zaten", "nurse"),
    ("Öğretmenim ben", "teacher"),
    ("20 yıllık marangozum", "carpenter"),
    ("Diyetisyenim, sorularınızı yazabilirsiniz", "dietitian"),
    ("muhasebeciyim", "accountant"),
    ("yazılım mühendisiyim ama bu konuyu bilmiyorum", "software_developer"),
    ("Özel bir firmada yazılımcı olarak çalışıyorum", "software_developer"),
    ("veteriner hekim olarak görev yapıyorum", "veterinarian"),
    ("aşçılık yapıyorum", "cook"),
    ("mesleğim kuaför", "hairdresser"),
    ("Mesleğim: elektrikçi", "electrician"),
    ("İstanbul'da diş hekimiyim", "dentist"),
    ("ben aslında psikoloğum", "psychologist"),
    ("10 yıldır taksiciyim", "taxi_driver"),
    ("ben developer'ım", "software_developer"),
    ("ARTIK EMLAKÇIYIM", "real_estate_agent"),
    ("gazeteciyim ben, haberim var", "journalist"),
    ("eczacıyım arkadaşlar", "pharmacist"),
    ("BEN MİMARIM", "architect"),
    ("Eşim öğretmen ben de hemşireyim", "nurse"),
    ("Ben öğretmen değil mühendisim", "engineer"),
    ("Merhaba, ben Ayşe, diyetisyenim", "dietitian"),
    ("fotoğrafçıyım", "photographer"),
)
RUSSIAN = (
    ("Я юрист", "lawyer"),
    ("я — врач", "doctor"),
    ("Я сама бухгалтер, знаю о чём говорю", "accountant"),
    ("я программист с 10-летним стажем", "software_developer"),
    ("Работаю учителем", "teacher"),
    ("работаю в школе учителем уже пять лет", "teacher"),
    ("Сейчас работаю официанткой в центре", "waiter"),
    ("по профессии я архитектор", "architect"),
    ("я по профессии медсестра", "nurse"),
    ("Моя профессия — электрик", "electrician"),
    ("подрабатываю курьером", "courier"),
    ("Юрист со стажем 12 лет, пишите", "lawyer"),
    ("переводчик я, просто давно не писала", "translator"),
    ("я мама и стоматолог", "dentist"),
    ("Я же парикмахер!", "hairdresser"),
    ("я обычный таксист", "taxi_driver"),
    ("Кстати, я психолог", "psychologist"),
    ("я врач-педиатр", "pediatrician"),
    ("тружусь сварщиком на заводе", "welder"),
    ("Я тоже риелтор, давайте дружить", "real_estate_agent"),
    ("Я учительница", "teacher"),
    ("я фотограф и видеограф", "photographer"),
    ("Ещё раз: я — нотариус.", "notary"),
    ("Я Повар", "cook"),
    ("Муж у меня водитель, я сама бухгалтер", "accountant"),
    ("Всем привет, я Анна, фотограф из Анталии", "photographer"),
    ("инженер-строитель, 15 лет опыта", "civil_engineer"),
    ("Окончила юрфак, работаю баристой", "barista"),
    ("Сам я программист, но в железе не шарю", "software_developer"),
    ("Устроился поваром в отель", "cook"),
    ("курьером работаю, на скутере весь день", "courier"),
    ("Работаю учителем танцев", "art_teacher"),
)


@pytest.mark.parametrize(("text", "profession"), [*ENGLISH, *TURKISH, *RUSSIAN])
def test_a_declaration_is_believed(text: str, profession: str) -> None:
    verdict = said.read(text)
    assert verdict.declared
    assert verdict.candidates[0].profession == profession
    assert verdict.evidence[0].text in text
    assert said.outcome(text).state is State.GUESS


def test_seven_characters_are_enough() -> None:
    outcome = said.outcome("Я юрист")
    assert (outcome.state, outcome.evidence[0].text) == (State.GUESS, "Я юрист")
    assert outcome.evidence[0].keywords == ("юрист",)


STUDENTS = (
    "I'm a student",
    "I'm studying law at a small university",
    "I go to college in Ohio",
    "i'm in tenth grade lol",
    "I'm a biology major",
    "Üniversite 3. sınıf öğrencisiyim",
    "hukuk okuyorum",
    "mimarlık okuyorum",
    "Lise son sınıfım bu sene",
    "üniversitede okuyorum şu an",
    "учусь на 3 курсе",
    "Я учусь в школе",
    "я студентка",
    "учусь на юриста",
    "перешла в 9 класс",
)


@pytest.mark.parametrize("text", STUDENTS)
def test_who_studies_is_a_student(text: str) -> None:
    assert said.read(text).candidates[0].sector == "student"


PLACES = (
    ("I work at a bank", "finance_accounting"),
    ("I work in the insurance business", "finance_accounting"),
    ("i work for a law firm downtown", "law"),
    ("I'm in real estate", "construction_realestate"),
    ("I work in IT", "it_telecom"),
    ("I own a bakery", "hospitality_tourism_sport"),
    ("just started working at a hospital", "healthcare"),
    ("bankada çalışıyorum", "finance_accounting"),
    ("Devlet hastanesinde 5 yıldır çalışıyorum", "healthcare"),
    ("fabrikada çalışıyorum abi", "engineering_manufacturing"),
    ("Работаю в банке", "finance_accounting"),
    ("я работаю в детском саду", "education"),
    ("Работаю на заводе", "engineering_manufacturing"),
    ("работаю в магазине", "retail_service"),
)


@pytest.mark.parametrize(("text", "sector"), PLACES)
def test_a_workplace_tells_the_sector(text: str, sector: str) -> None:
    assert said.read(text).candidates[0].sector == sector


OFFERS = (
    ("klima montajı yapılır, uygun fiyat", "hvac_technician"),
    ("Делаю маникюр, запись в личку", "nail_artist"),
    ("I do web design, DM me for prices", "web_developer"),
    ("Принимаю заказы: торты на заказ, пишите в лс", "baker"),
    ("özel matematik dersi verilir", "mathematics_teacher"),
)


@pytest.mark.parametrize(("text", "profession"), OFFERS)
def test_an_offer_of_service_speaks_for_the_profession(text: str, profession: str) -> None:
    professions = [candidate.profession for candidate in said.read(text).candidates]
    assert profession in professions


HINTS = (
    ("As a nurse I see this every day", "nurse"),
    ("Как врач скажу: не надо этого делать", "doctor"),
    ("Bir yazılımcı olarak söylüyorum, bu iş zor", "software_developer"),
    ("I drive a taxi at night", "taxi_driver"),
    ("I cut hair for a living", "hairdresser"),
    ("we are plumbers, call us", "plumber"),
    ("Hello! Anna, data scientist, just moved here", "data_scientist"),
    ("Всем доброе утро! Олег, сварщик, третий подъезд", "welder"),
    ("убираю квартиры и офисы, аккуратно", "cleaner"),
)


@pytest.mark.parametrize(("text", "profession"), HINTS)
def test_who_speaks_as_one_of_a_trade_is_a_less_sure_guess(text: str, profession: str) -> None:
    outcome = said.outcome(text)
    assert outcome.candidates[0].profession == profession
    assert outcome.candidates[0].confidence < said.outcome("I'm a nurse").candidates[0].confidence
    assert not said.read(text).declared


def test_the_answer_to_what_do_you_do_is_a_declaration() -> None:
    assert said.read("Plumber", answers="And what do you do for a living?").declared
    assert said.read("сварщик", answers="а ты кем работаешь?").declared
    assert said.read("kuaför", answers="ne iş yapıyorsun").declared
    assert not said.read("Plumber", answers="whom did you call?").declared


def test_a_bio_is_evidence_of_its_own_kind() -> None:
    verdict = said.read("good morning", bio="Notary | mother of two | Izmir")
    assert verdict.candidates[0].profession == "notary"
    assert (verdict.evidence[0].kind, verdict.evidence[0].line) == ("bio", None)


def test_work_talk_makes_a_guess_but_a_less_sure_one() -> None:
    talk = said.outcome(
        "my students did not do their homework again",
        "grading papers until midnight",
        "the parent-teacher conference is on Friday",
        "who else has lunch duty this week",
    )
    plain = said.outcome("I'm a teacher")
    assert talk.candidates[0].sector == plain.candidates[0].sector == "education"
    assert talk.candidates[0].confidence < plain.candidates[0].confidence


def test_the_kind_of_a_profession_goes_before_its_parent() -> None:
    verdict = said.read(
        "I'm a developer", "as a frontend developer I hate css", "I'm a frontend developer"
    )
    assert verdict.candidates[0].profession == "frontend_developer"


def test_a_person_of_two_professions_has_both() -> None:
    verdict = said.read("I'm a photographer", "I'm a photographer as I said", "I'm also a plumber")
    assert [one.profession for one in verdict.candidates[:2]] == ["photographer", "plumber"]
