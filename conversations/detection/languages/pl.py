"""Polish."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="pl",
    talk="""
        porozmawiać, rozmawiać, pogadać, gadać, mówić z, pomówić, rozmowa, rozmowy, rozmowę,
        czatować, pisać z, popisać, skonsultować, konwersować, pogadam, porozmawiam, mówić,
        rozmówić
    """,
    connect="""
        przekaż, przekazać, zawołaj, poproś, wezwij, przełączenie, połączenie z,
        przekierowanie do, oddeleguj, złącz
    """,
    connect_me="""
        połącz mnie, przełącz mnie, przekieruj mnie, proszę mnie połączyć, proszę mnie przełączyć,
        proszę o połączenie z, proszę o połączenie, skontaktuj mnie, skontaktować mnie,
        połączyć mnie, przełączyć mnie, mnie połączyć, mnie przełączyć, połącz nas,
        poproszę połączenie, poproszę o połączenie, poproszę o rozmowę z, proszę o rozmowę z,
        połącz*, przełącz*, przekieruj*, przekierow*
    """,
    contact="""
        skontaktować się, kontakt, kontakt z, kontaktu z, skontaktować, dodzwonić się,
        kontaktować się, skontaktuj, skontaktuje
    """,
    call="zadzwonić, dzwonić, telefon do",
    want="""
        chcę, chce, ja chcę, chciałbym, chciałabym, chciałam, chciałem, poproszę, proszę o,
        proszę, potrzebuję, potrzebuje, daj, daj mi, dajcie, dajcie mi, podaj, dawaj, wolę,
        wolałbym, wolałabym, szukam, żądam, wymagam, muszę, mogę prosić, mogę prosić o,
        czy mogę prosić, życzę sobie, dej, poprosze
    """,
    human="""
        człowiek*, człowiekiem, człowieka, ludzi, ludzie, ludźmi, ludzki*, ludzka pomoc,
        żywy człowiek, żywego człowieka, czlowiek, ktoś żywy, kimś żywym, człek, istota ludzka,
        istotą ludzką, human, pracownikiem a nie botem
    """,
    real="prawdziw*, żyw*, realn*, rzeczywist*, fizyczn*",
    agent="""
        konsultant*, konsultantk*, agent, agenta, agentem, agentowi, agentka, agentką, agentów,
        pracownik, pracownika, pracownikiem, pracownikowi, pracownicą, pracownik*, operator*,
        doradc*, doradcą, doradca, przedstawiciel*, obsługując*, asystent obsługi,
        specjalista obsługi klienta, obsługa techniczna, konsulatnt*, kosultant*, telefonist*,
        moderator*
    """,
    person="""
        osob*, osobą, osobę, kimś, kogoś, ktoś, komuś, ktokolwiek, ktokolwiek inny, kimkolwiek,
        kim, kierownik*, menadżer*, menedżer*, manager*, szef*, przełożon*, specjalist*, ekspert*,
        asystent*, technik*, koleg*, personel*, administrator*, admin*, sprzedawc*, dyrektor*,
        kompetentn*, znawc*, recepcjonist*
    """,
    service="""
        obsług* klienta, obsług* klientów, biuro obsługi, biurem obsługi, biura obsługi,
        infolini*, biuro obsługi klienta, biurem obsługi klienta, dział obsługi klienta,
        działem obsługi klienta, działu obsługi klienta, dział obsługi, działem obsługi,
        centrum obsługi, bok, serwis klienta, call center, help desk, helpdesk
    """,
    desk="""
        dział*, działem, support*, wsparci*, pomoc techniczna, pomocą techniczną,
        pomocy technicznej, recepcj*, obsług*, sekretariat*, biuro, biurem, biura, serwis*,
        księgowość, księgowością, zespoł*, centrala, centralą, oddział*
    """,
    bot="""
        bot, bota, botem, boty, botów, botami, botowi, robot*, maszyn*, chatbot*, czatbot*,
        komputer*, automat*, sztuczn* inteligencj*, si, ai, program, programem,
        wirtualn* asystent*
    """,
    refuse="""
        nie chcę, nie chce, ja nie chcę, nie chciałbym, nie chciałabym, nie potrzebuję,
        nie potrzebuje, nie lubię, nie mam ochoty, nie zamierzam, nie będę, nienawidzę, dość,
        mam dość, mam dosyć, zamiast, bez, przestań, nie muszę, nie życzę sobie, wolę nie,
        nie interesuje mnie, odmawiam, nie trzeba, nie proszę
    """,
    never="nie, nigdy",
    no="żaden, żadnego, żadnym, żadna, żadną, żadnej, nikt, nikogo, nikim, precz z",
    exists="""
        czy jest, jest, czy są, są, macie, czy macie, czy mogę, jest tu, jest tam, czy jest tu,
        czy jest tam, gdzie jest, znajdzie się, są tu, są tam, czy są tu
    """,
    present="dostępn*, tu, tutaj, tam, online, wolny, wolna, obecn*",
    help="""
        pomóc, pomoże, pomoc, pomógł, pomogła, pomagać, odpowie, odpowiedzieć, doradzi, doradzić,
        zadzwonić, zadzwoni, oddzwonić, oddzwoni, skontaktować się, wyjaśnić, obsłuży, obsłużyć
    """,
    you="tobą, ciebie, ty, ci, cię, wami, wam",
    me="mnie, mi, nas, nam, mną, ze mną",
    polite="""
        proszę bardzo, teraz, natychmiast, szybko, pilne, pilnie, dzień dobry, cześć, hej, witam,
        dobry wieczór, dziękuję, dzięki, tak, ok, od razu, bezpośrednio, już, wreszcie, dzisiaj,
        prosze, plis, halo, zaraz
    """,
    filler="""
        z, ze, do, na, w, o, od, dla, u, za, jakimś, jakiegoś, jakiś, jakąś, jakaś, jakieś,
        jakikolwiek, jakimkolwiek, mój, moim, mojego, moją, wasz, waszym, waszego, waszą, twoim,
        który, która, którą, którym, której, kto, czy, jak, i, a, ale, lub, żeby, aby, bo, się,
        to, ten, tego, tym, tą, tę, mogę, może, możesz, możecie, mógłbym, mogłabym, mógłbyś,
        mogłabyś, można, pozwól, pozwól mi, da się, inny, innym, inną, innego, innej, kolejnym,
        trzeba, być, jestem w stanie, tylko, po prostu, jednak, też, kompetentną, jednym, jednego,
        kogo, więc, umożliw, pan, pani, państwo, panem, panią, przez, telefonicznie, rozmową,
        rozsądną, jacyś, jakichś
    """,
    reporting="""
        rozmawiałem, rozmawiałam, czy rozmawiam, rozmawiam, jesteś, czy jesteś, byłem, byłam, był,
        była, wczoraj, już rozmawiałem, już rozmawiałam, po rozmowie, lubisz, chcesz, wolisz,
        potrafisz
    """,
    topic="godzin*, numer*, telefonu, adres*, email*, mail*, kiedy, o której, otwarcia, gdzie",
    stop="""
        o czym, jak człowiek, jako, co to, kto to, kim jest, kim jesteś, jesteś człowiekiem, osób,
        osoby, osobie, pieniądze, konto, konta, zostać, agent ubezpieczeniowy,
        agent nieruchomości, prawa człowieka, dla osób, dane osobowe, osobow*, osobist*,
        operatorów, byciem, bycie
    """,
    idiom="""
        czy jest tam ktoś, jest tam ktoś, jest tu ktoś, czy jest tu ktoś, halo jest tam ktoś,
        oddzwońcie, proszę oddzwonić, proszę o telefon, proszę o kontakt,
        proszę do mnie zadzwonić, zadzwońcie do mnie, proszę zadzwonić do mnie, zadzwoń do mnie,
        prosze o kontakt, proszę o kontakt telefoniczny, czy ktoś może mi pomóc,
        niech ktoś do mnie zadzwoni
    """,
    look_alike="""
        agencja, agencji, agencję, kontaktowy, kontakty, kontrakt, kontraktu, rozmawia,
        rozmawiali, mówi, mówię, pomówienie, pracowni, rozmawiał, pisak, pisać, pogoda, rozmowach,
        kina, łodzi, łodzią, łódź
    """,
)
