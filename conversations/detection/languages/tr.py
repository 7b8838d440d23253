"""Turkish. Cases are written out: "temsilciyle", "temsilciye", "temsilci"."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="tr",
    verb="after",
    talk="""
        konuşmak, konuşmam, konuşabilir*, konuşayım, konuşalım, konuşacağım, konuşmalıyım,
        görüşmek, görüşmem, görüşebilir*, görüşeyim, sohbet, yazışmak, yazışabilir*, konuşturun,
        görüştürün, görüşme, konuşma, konusucam, konuşabileceğim, görüşebileceğim, konuşcam,
        görüşücem, muhatap olmak, muhattap olmak, muhatap, dertleşmek, konuşabilecek,
        görüşmeliyim, konuşmamı, görüşmemi
    """,
    connect="""
        bağla, bağlayın, bağlayınız, bağlar*, bağlan*, bağlayabilir*, aktar, aktarın, aktarır*,
        aktarabilir*, aktarma, yönlendir, yönlendirin, yönlendirir*, yönlendirebilir*, devret,
        bağlasana, ver, verin, bağlantı, bağlamanız*, bağlanma*, aktarılmak, çağır, çağırın,
        geçir, geçirin
    """,
    connect_me="""
        beni bağla, beni bağlayın, beni aktar, beni aktarın, beni yönlendir, beni yönlendirin
    """,
    contact="""
        ulaşmak, ulaşabilir*, ulaşmam, ulaşayım, iletişime geçmek, iletişim kurmak, iletişim,
        irtibat, irtibata geçmek, ulaşmalıyım, iletişime, ulaşabileceğim, iletişime geçebilir*
    """,
    call="aramak, arayabilir*, telefon etmek",
    want="""
        istiyorum, istiyom, isterim, istiyoruz, istiyrum, istiyorm, lazım, gerek, gerekiyor,
        ihtiyacım var, ihtiyaç, verin, ver, verir misiniz, rica ediyorum, rica ederim,
        talep ediyorum, arıyorum, tercih ederim, bulun, gönderin, gönder, olsun, lütfedin
    """,
    human="""
        insan, insanla, insana, insanlarla, insanlar, bir insan, insanoğlu, canlı destek,
        canlı desteğe, canlı destekle, canlı temsilci*, canlı insan*, gerçek kişi, gerçek kişiyle,
        gerçek kişiye, gerçek biri, gerçek biriyle, gerçek birine, gerçek birisi*, canlı biri*,
        gerçek insan*, canlı yardım, canlı operatör*, insan desteği
    """,
    real="gerçek, canlı, hakiki, sahici",
    agent="""
        temsilci, temsilciye, temsilciyle, temsilcisi, temsilcisine, temsilcisiyle, temsilciniz*,
        temsilciler*, müşteri temsilci*, operatör*, görevli, görevliye, görevliyle, görevlisi*,
        danışman*, yetkili, yetkiliye, yetkiliyle, yetkilisi*, yetkililer*, asistan insan,
        çalışan*, destek ekibi*, personel*, müşteri danışman*, temsilçi, temsilci ile, eleman*
    """,
    person="""
        biri, birisi, biriyle, birisiyle, birine, birisine, birileriyle, kişi, kişiyle, kişiye,
        kimse, kimseyle, müdür*, yönetici*, şef*, uzman*, patron*, amir*, amiriniz*, arkadaş*,
        asistan*, teknisyen*, usta*, bir kişi, başka biri*, başkası*, moderatör*, sorumlu*,
        satıcı*, doktor, resepsiyonist*
    """,
    service="""
        müşteri hizmetleri, müşteri hizmetlerine, müşteri hizmetleriyle, müşteri hizmeti*,
        müşteri destek*, müşteri desteği*, çağrı merkezi*, destek hattı*, müşteri hizmetlerini,
        müşteri ilişkileri*, destek merkezi*, müşteri hizmetlerinden, müsteri hizmetleri*,
        yardım masası*
    """,
    desk="""
        destek, desteğe, destekle, teknik destek, servis, departman*, resepsiyon*, şube*, ofis*,
        birim*
    """,
    bot="""
        bot, bota, botla, botlar*, robot, robota, robotla, robotlar*, makine*, makina*, chatbot*,
        bilgisayar*, yapay zeka*, otomatik mesaj*, otomatik cevap*, sanal asistan*, program*,
        bot ile
    """,
    refuse="""
        istemiyorum, istemiyom, istemem, istemiyoruz, yerine, bıktım, usandım, nefret ediyorum,
        gerek yok, gerek yoktur, gerekmiyor, gerekmez, ihtiyacım yok, konuşmak istemiyorum,
        görüşmek istemiyorum, bağlama, bağlamayın, aktarma, aktarmayın, yönlendirmeyin,
        hayır istemiyorum, sıkıldım, konuşmam, lazım değil, muhatap olmak istemiyorum,
        konuşmayacağım, yoruldum
    """,
    never="değil, yok, asla, hiç",
    no="hayır, hiçbir, hiç kimse",
    exists="var mı, var, varmı, yok mu, var mıdır, mevcut mu, yokmu, nerede, bulunur mu",
    present="orada, burada, müsait, çevrimiçi, aktif, orda, burda",
    help="""
        yardım, yardımcı, yardımcı olacak, yardımcı olabilecek, yardım etsin, arasın, beni arasın,
        cevap versin, ilgilensin, yardımcı olsun, dönüş yapsın, yardım edebilir, yardım edecek
    """,
    you="sen, seninle, sizinle, sana, siz",
    me="beni, bana, benimle, bizi, bize, benim",
    polite="""
        lütfen, lutfen, acil, acilen, hemen, şimdi, merhaba, selam, selamlar, iyi günler,
        günaydın, teşekkürler, teşekkür ederim, evet, tamam, bi zahmet, rica etsem, derhal, artık,
        direkt, doğrudan, bugün, ya, çabuk, sağol, peki, slm, mrb, iyi akşamlar
    """,
    filler="""
        bir, ile, için, mi, mı, mu, mü, misin, misiniz, mısın, mısınız, miyim, mıyım, musunuz,
        ben, biz, bu, şu, o, da, de, ve, ama, veya, başka, herhangi, herhangi bir, bi, tane,
        bir tane, nasıl, acaba, olarak, kadar, olur, olur mu, edin, ediniz, etmek, kurmak, geçmek,
        isterdim, gibi biri, sadece, sizin, sizden, gerekirse, bankanızın, bankanın,
        şirketinizden, yetkin, ilgili, daha, her, ki, olan, birini, bulabilir, nereden,
        ne şekilde, mümkün, mümkünse, mümkün mü, doğru
    """,
    reporting="""
        konuştum, görüştüm, konuşuyorum, sen misin, mısın sen, dün, konuşmuştum, görüşmüştüm,
        mıyım, konuşuyor muyum, misin sen, az önce
    """,
    topic="""
        saat, saatleri, saatler, numara, numarası, numaranız, adres, adresi, e posta, mail,
        ne zaman, kaçta, telefon numarası, çalışma saatleri
    """,
    stop="""
        hakkında, gibi, nedir, kimdir, insan mısın, insan mısınız, bot musun, robot musun,
        kişi başı, para, hesap, hesaba, hesabıma, insan hakları, insan kaynakları, kişilik,
        iki kişi, kişi için, sigorta acentesi, sen insan, siz insan, kaç kişi, sen bir, birinci,
        biri gibi, başkasının, hesabı, müdürlüğü, uzmanlık, havale
    """,
    idiom="""
        kimse var mı, kimse yok mu, orada kimse var mı, biri var mı, birisi var mı,
        orada biri var mı, beni arayın, beni arar mısınız, geri arayın, beni arayabilir misiniz,
        beni arasınlar, biri beni arasın, biri yardım etsin, biri bana yardım etsin, insan yok mu,
        insan var mı, bana ulaşın, biri benimle ilgilensin, ulaşın bana, biri yardımcı olsun,
        biri yardımcı olabilir mi, yok mu kimse
    """,
    look_alike="""
        konuş, konuşan, konuşuyor, konuşmalar, görüş, görüşler, insanlık, temsil, bağlı, aktarım,
        operasyon, kişisel, canli, görev, görevi, verdim, vermek, verdi, insaf, konuştu, konusu,
        konusunda, konum, konu
    """,
)
