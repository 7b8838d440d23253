"""Dutch."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="nl",
    verb="both",
    talk="""
        praten, spreken, chatten, te praten, te spreken, te woord staan, overleggen, gesprek,
        communiceren, kletsen, praat met, spreek, bellen met, kan praten, kan spreken,
        telefoneren
    """,
    connect="""
        verbinden, verbind, doorverbinden, doorverbonden, doorschakelen, doorsturen, overdragen,
        overzetten, doorgezet, schakel, verbonden, doorgeschakeld, doorgeven
    """,
    connect_me="""
        verbind me, verbind mij, verbindt u mij, verbind me door, verbind mij door,
        me doorverbinden, mij doorverbinden, mij verbinden, me verbinden, zet me door,
        zet mij door, stuur me door, stuur mij door, breng me naar, schakel me door,
        schakel mij door, breng mij in contact, breng me in contact, geef me door
    """,
    contact="""
        contact, contact opnemen, contact met, in contact komen, in contact, bereiken,
        contacteren, contact krijgen
    """,
    call="bellen, opbellen",
    want="""
        ik wil, wil, wil ik, ik zou graag, zou graag, ik wil graag, wil graag, ik heb nodig,
        geef me, geef mij, geef, ik zoek, zoek, ik wens, graag, ik eis, ik verlang, ik wou, wou,
        ik zou willen, nodig, ik verkies, liever
    """,
    human="""
        mens, mensen, menselijk, menselijke, echt mens, menselijke hulp, menselijk contact,
        iemand van vlees en bloed, echt iemand, menselijke medewerker, live medewerker, human,
        live chat
    """,
    real="echt, echte, reële, levend, levende, live, werkelijk, werkelijke, fysieke",
    agent="""
        medewerker, medewerkers, medewerkster, agent, agenten, adviseur, adviseurs, operator,
        klantenservicemedewerker, klantadviseur, servicemedewerker, helpdeskmedewerker,
        vertegenwoordiger, klantenservice medewerker, telefonist, telefoniste, contactpersoon,
        servicemedewerkers, supportmedewerker, consulent, baliemedewerker
    """,
    person="""
        persoon, personen, iemand, iemand anders, collega, manager, leidinggevende, chef, baas,
        assistent, expert, specialist, deskundige, personeel, personeelslid, makelaar, technicus,
        monteur, beheerder, moderator, teamleider, werknemer, verkoper
    """,
    service="""
        klantenservice, klantendienst, klanten service, klanten dienst, klantcontact, klantenzorg,
        customer service, customer support, callcenter, call center, servicedesk, klantensupport,
        supportteam
    """,
    desk="""
        helpdesk, support, service, afdeling, receptie, balie, verkoop, verkoopafdeling, kantoor,
        schadeafdeling, administratie, technische dienst, team
    """,
    bot="""
        bot, bots, robot, robots, machine, machines, chatbot, chatbots, computer, ai, automaat,
        virtuele assistent, kunstmatige intelligentie, programma, computerprogramma
    """,
    refuse="""
        wil niet, ik wil niet, wil ik niet, wil geen, ik wil geen, hoef niet, hoef geen, heb geen,
        haat, ik haat, in plaats van, geen zin, zonder, ben het beu, beu, genoeg van, zat,
        niet meer, weiger, heb niet nodig, niet nodig, liever niet, zou niet, liever geen
    """,
    never="niet, nooit",
    no="geen, nee, niemand",
    exists="is er, zijn er, is hier, hebben jullie, heeft u, heb je, hebt u, waar is, is daar",
    present="beschikbaar, aanwezig, online, bereikbaar, hier, daar, er, vrij",
    help="helpen, helpt, bijstaan, hulp, assisteren, ondersteunen, antwoorden, verder helpen",
    you="jou, je, u, jullie, jij",
    me="me, mij, ons",
    polite="""
        alsjeblieft, alstublieft, aub, a u b, svp, nu, meteen, direct, onmiddellijk, snel,
        dringend, hallo, hoi, hi, dag, goedemorgen, goedemiddag, goedenavond, bedankt, dank u,
        dankjewel, ja, ok, oke, even, gewoon, persoonlijk, zo snel mogelijk, vandaag, gauw
    """,
    filler="""
        met, een, de, het, van, van de, aan, bij, naar, op, in, voor, die, dat, deze, mijn, uw,
        jouw, ik, wij, we, kan, kunnen, kun, kunt, kun je, kunt u, mag, moet, zal, zou, zouden,
        willen, worden, word, om, of, en, te, door, ook, maar, eens, een keer, ander, andere, dan,
        want, omdat, als, iets, hoe, wie, waar, waarmee, waarmee ik, met wie ik, met wie, die mij,
        die me, hier, opnemen, komen, graag een, jullie, zo, toch, nog, ben, bevoegd, verdomde,
        kan ik, mag ik, heb, ik heb
    """,
    reporting="""
        heb gesproken, was, had, werd, ben ik, praat ik, spreek ik, ben jij, ben je, bent u,
        gisteren, heb ik met, chat ik, heb al, nadat, wil jij, wil je, wilt u, spreek ik met,
        praat ik met, chat ik met, ik spreek met
    """,
    topic="""
        openingstijden, openingsuren, nummer, telefoonnummer, adres, email, e mail, uren,
        hoe laat, wanneer, mailadres, tijden, hoe kan ik, hoe, waar kan ik
    """,
    stop="""
        over, als een, zoals, wat is, wie is, is een, ben jij een, ben je een, bent u een,
        per persoon, geld, rekening, niet als, verzekeringsagent, politieagent, van mij,
        contactpersoon wijzigen, mens zijn
    """,
    idiom="""
        is daar iemand, is er iemand, iemand daar, is hier iemand, is iemand daar, bel mij terug,
        bel me terug, kunt u mij terugbellen, kun je me terugbellen, kunnen jullie mij bellen,
        teruggebeld worden, bel me, terugbelverzoek
    """,
    look_alike="""
        persoonlijk, persoonlijke, sprekend, gesproken, spreekt, mensenrechten, medewerking,
        gesprekken, contacten, contract, bereikt, praat, verbinding, agenda, wonen, operatie
    """,
)
