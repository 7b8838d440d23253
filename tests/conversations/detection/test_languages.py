"""What a customer may write, per language: for and against."""

import pytest

from conversations.detection import find_request

ASKS = {
    "en": """
        I'd like to speak with a representative about my claim
        can you put me through to someone in billing
        Agent please!!
        this is useless, get me a real person
        is there a human I could talk to?
        stop sending me to this bot
        I don't want to talk to a robot
        Could I be transferred to a live agent
        please have someone call me back
        need to talk to ur executive
        connect me
        I can't get this to work. Can I chat with one of your colleagues?
        why can't I talk to a human
        TALK TO A HUMAN BEING NOW
        no more bots please
        How do I get hold of an advisor?
        i want to speak to the front desk
        let me talk to your supervisor
    """,
    "de": """
        Ich möchte mit einem Mitarbeiter sprechen
        Kann ich bitte mit einem echten Menschen reden?
        Verbinden Sie mich bitte mit dem Kundenservice
        Können Sie mich mit jemandem aus der Schadenabteilung verbinden?
        Ich will nicht mit einem Roboter reden
        Mitarbeiter bitte
        Gibt es hier jemanden, mit dem ich chatten kann?
        ich brauche einen berater
        Kein Bot bitte
        Bitte rufen Sie mich zurück
        ich will keinen Chatbot
    """,
    "fr": """
        Je voudrais parler à un conseiller
        passez-moi un humain
        Pouvez-vous me mettre en relation avec un agent ?
        est-ce que je peux discuter avec quelqu'un du service client
        conseiller svp
        Je ne veux pas parler à un robot
        J'ai besoin d'un vrai conseiller
        Y a-t-il quelqu'un à qui je peux parler ?
        marre de ce bot
        je veux être rappelé
    """,
    "es": """
        Quiero hablar con un asesor
        comuníqueme con un ejecutivo por favor
        ¿Me puedes pasar con una persona real?
        necesito un agente humano
        No quiero hablar con un robot
        ¿hay alguien con quien pueda hablar?
        agente por favor
        me gustaría que me atienda una persona
        transfiéreme a un humano
        pueden llamarme?
        hablar con atencion al cliente
    """,
    "it": """
        Vorrei parlare con un operatore
        mi passi un consulente per favore
        C'è una persona vera con cui posso parlare?
        operatore
        non voglio parlare con un bot
        ho bisogno di un operatore umano
        potete mettermi in contatto con qualcuno dell'assistenza?
        preferisco parlare con una persona
    """,
    "pt": """
        Quero falar com um atendente
        me transfere para um humano
        pode me passar para um atendente por favor?
        preciso falar com alguém
        atendente
        não quero falar com robô
        Gostaria de falar com uma pessoa de verdade
        tem alguém aí para conversar comigo?
        quero atendimento humano
        falar com o gerente
    """,
    "pl": """
        Chciałabym porozmawiać z doradcą
        proszę mnie połączyć z pracownikiem
        konsultant
        Nie chcę rozmawiać z robotem
        czy mogę porozmawiać z żywym człowiekiem?
        potrzebuję kontaktu z konsultantem
        połącz mnie z kimś z obsługi klienta
    """,
    "nl": """
        Ik wil graag een medewerker spreken
        Kunt u mij doorverbinden met een collega?
        mag ik met een echt mens praten
        medewerker aub
        ik wil niet met een robot praten
        is er iemand met wie ik kan praten?
        geef me een mens
    """,
    "vi": """
        Tôi muốn nói chuyện với nhân viên
        cho mình gặp tư vấn viên với ạ
        cho toi gap nhan vien
        kết nối tôi với người thật
        không muốn nói chuyện với bot
        Có ai ở đó không?
        mình cần nhân viên hỗ trợ
        gặp tổng đài viên
        chuyển máy cho nhân viên giúp mình
        nhân viên tư vấn
    """,
    "zh": """
        我要找人工客服
        请帮我转接客服人员
        人工
        我想跟真人说话
        我不想和机器人聊天
        有没有真人可以帮我
        能不能让你们经理联系我，我要人工服务
        轉接專員
        接通客服
    """,
    "ja": """
        オペレーターと話したいです
        担当者につないでください
        人間と話がしたい
        有人チャットをお願いします
        スタッフを呼んでください
        ボットとは話したくない
        カスタマーサポートに連絡したい
        オペレーター
        誰かと話せますか
        担当の方に代わってもらえますか
    """,
    "ar": """
        أريد التحدث مع موظف
        حولني على موظف خدمة العملاء
        عايز اكلم حد من خدمة العملاء
        ابي اكلم موظف
        ممكن أتكلم مع شخص حقيقي
        لا أريد التحدث مع روبوت
        بدي احكي مع انسان
        موظف لو سمحت
        هل يمكنني التحدث إلى ممثل
        أحتاج إلى التواصل مع أحد الموظفين
    """,
    "hi": """
        मुझे किसी इंसान से बात करनी है
        एजेंट से बात कराइए
        कृपया मुझे ग्राहक सेवा से जोड़ें
        mujhe agent se baat karni hai
        kisi insaan se baat karwao
        customer care se connect karo
        mujhe agent chahiye
        bot se baat nahi karni
        kya main kisi se baat kar sakta hu
        मुझे एजेंट चाहिए
    """,
    "tr": """
        Bir temsilciyle görüşmek istiyorum
        beni müşteri hizmetlerine bağlayın
        canlı destek
        gerçek bir insanla konuşmak istiyorum
        robotla konuşmak istemiyorum
        müşteri temsilcisi lütfen
        yetkili biriyle görüşebilir miyim
        operatöre bağlanmak istiyorum
    """,
    "ru": """
        Хочу поговорить с оператором
        соедините меня с сотрудником
        оператор
        мне нужен живой человек
        не хочу общаться с ботом
        можно поговорить с кем-нибудь из поддержки?
        позовите человека
        переключите на специалиста, пожалуйста
        есть кто живой?
    """,
}

DOES_NOT_ASK = {
    "en": """
        my agent never calls back
        I don't want to talk to an agent, just tell me the price
        remove a person from my policy
        opening hours of support
        are you a human?
        what hours can I reach an agent
        I spoke to a representative yesterday and nothing happened
        please don't transfer me to an agent
        no need to speak with anyone
        how much is the room for one person
        transfer money to a person abroad
        the operator of the machine was hurt
        you talk like a person
        am I talking to a human or a bot
        can you talk to people
        human rights insurance
        who is my insurance agent
        change my contact person
        someone took my wallet and my card
        I was chatting with an agent
        I'd rather not talk to a representative
        call me Alice
    """,
    "de": """
        Ich möchte nicht mit einem Mitarbeiter sprechen
        Mein Berater ruft nie zurück
        Bist du eigentlich ein Mensch?
        Öffnungszeiten vom Kundenservice
        Ein Zimmer für eine Person bitte
        Ich habe gestern mit einem Mitarbeiter gesprochen
        Ich brauche keinen Berater
        Überweisung an eine andere Person
    """,
    "fr": """
        Je ne veux pas parler à un conseiller
        es-tu un humain ?
        mon conseiller ne répond jamais
        ajouter une personne à mon contrat
        une chambre pour une personne
        quels sont les horaires du service client
        j'ai parlé avec un agent hier
    """,
    "es": """
        No quiero hablar con un agente
        ¿eres una persona o un robot?
        mi asesor nunca me llama
        quitar una persona de mi póliza
        horario de atención al cliente
        ayer hablé con un asesor
        habitación para una persona
    """,
    "it": """
        Non voglio parlare con un operatore
        sei un umano?
        il mio consulente non risponde mai
        una camera per una persona
        orari del servizio clienti
        ho parlato con un operatore ieri
    """,
    "pt": """
        Não quero falar com um atendente
        você é um robô ou uma pessoa?
        meu corretor nunca responde
        quarto para uma pessoa
        horário de atendimento
        ontem falei com um atendente
    """,
    "pl": """
        Nie chcę rozmawiać z konsultantem
        czy jesteś człowiekiem?
        mój doradca nigdy nie odpowiada
        pokój dla jednej osoby
        wczoraj rozmawiałem z konsultantem
        godziny otwarcia biura
    """,
    "nl": """
        Ik wil niet met een medewerker praten
        ben je een mens?
        mijn adviseur reageert nooit
        een kamer voor één persoon
        openingstijden klantenservice
        gisteren heb ik met een medewerker gesproken
    """,
    "vi": """
        Tôi không muốn nói chuyện với nhân viên
        bạn là người hay bot?
        chuyển tiền cho người khác
        phòng cho 2 người giá bao nhiêu
        tôi gặp lỗi khi đăng nhập
        mấy giờ tổng đài làm việc
    """,
    "zh": """
        我不想和客服说话
        你是真人吗
        两个人的房间多少钱
        我要转账给别人
        你们几点营业
        人工智能是什么
        我的保险代理人从来不回电话
    """,
    "ja": """
        オペレーターとは話したくない
        あなたは人間ですか
        二人部屋はありますか
        営業時間を教えてください
        契約者の名前を変更したい
        人気のプランは何ですか
    """,
    "ar": """
        لا أريد التحدث مع موظف
        هل أنت إنسان؟
        غرفة لشخص واحد
        تحويل المال إلى شخص آخر
        ما هي ساعات العمل
        تحدثت مع موظف أمس
    """,
    "hi": """
        मुझे एजेंट से बात नहीं करनी
        क्या आप इंसान हैं?
        kya tum insaan ho
        agent se baat nahi karni hai
        koi baat nahi
        ek person ke liye room chahiye
        kal agent se baat hui thi
    """,
    "tr": """
        Temsilciyle konuşmak istemiyorum
        insan mısın?
        bir kişi için oda istiyorum
        dün bir temsilciyle konuştum
        beni operatöre bağlamayın
        çalışma saatleriniz nedir
    """,
    "ru": """
        Не хочу говорить с оператором
        ты человек или бот?
        номер на одного человека
        вчера говорил с оператором
        мой агент никогда не перезванивает
        часы работы поддержки
        не надо соединять меня с оператором
    """,
}


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (language, line.strip())
        for language, text in table.items()
        for line in text.splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize(("language", "text"), cases(ASKS))
def test_finds_a_request(language: str, text: str) -> None:
    request = find_request(text)

    assert request is not None
    assert request.language == language


@pytest.mark.parametrize(("language", "text"), cases(DOES_NOT_ASK))
def test_finds_no_request(language: str, text: str) -> None:
    assert find_request(text) is None, language
