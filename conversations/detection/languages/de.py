"""German."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="de",
    verb="both",
    talk="""
        sprechen, reden, chatten, unterhalten, schreiben, sprechen sie, quatschen, plaudern,
        kommunizieren, telefonieren, telefonat, gespräch, rücksprache, austauschen, reden kann,
        sprechen kann, sprechen könnte, reden könnte, sprech, red, zu sprechen, zu reden, spreche
    """,
    connect="""
        verbinden, verbinde, verbind, verbinden sie, weiterleiten, weiterverbinden,
        weitergeleitet, weiterverbunden, verbunden, durchstellen, leiten sie, leite, weitergeben,
        vermitteln, vermittle, übergeben, übergabe, übergib, stellen sie, stelle, stell, wechseln,
        weiterleitung, umleiten, hol, holen sie, ranholen, verbindung, schalten
    """,
    connect_me="""
        verbinde mich, verbinden sie mich, verbind mich, leiten sie mich, leite mich,
        stellen sie mich, stell mich, stelle mich, bring mich zu, bringen sie mich zu, gib mich,
        mich verbinden, uns verbinden, mich weiterleiten, mich durchstellen, mich weiterverbinden,
        verbinden sie uns, übergeben sie mich, übergib mich, vermitteln sie mich, schick mich zu
    """,
    contact="""
        kontaktieren, kontakt, kontakt aufnehmen, kontakt mit, erreichen, erreiche, in kontakt,
        in verbindung setzen, kontaktaufnahme, kontakt zu, kontaktiere
    """,
    call="anrufen, telefonieren, anruf",
    want="""
        ich will, will, ich möchte, möchte, ich moechte, moechte, ich brauche, brauche, brauch,
        ich hätte gern, hätte gern, hätte gerne, ich hätte gerne, ich wünsche, wünsche, gib mir,
        geben sie mir, ich benötige, benötige, ich verlange, verlange, ich bevorzuge, ich suche,
        suche, holen sie mir, hol mir, gebt mir, ich würde gern, ich würde gerne, würde gerne,
        würde gern, bitte um, ich bitte um, wollen, schick mir, schicken sie mir, ich bestehe auf
    """,
    human="""
        mensch, menschen, menschlich, menschliche, menschlichen, menschlicher, menschliches,
        echter mensch, menschliche hilfe, menschliche unterstützung, menschlicher dienst,
        menschliche dienste, menschlichen service, menschlicher service, jemand echtes,
        jemand echten, jemandem echten, jemand menschliches, jemanden aus fleisch und blut,
        mitmenschen, live chat agent, persönliche beratung, live agent, human
    """,
    real="""
        echt, echte, echten, echter, echtes, echtem, real, reale, realen, realer, richtig,
        richtige, richtigen, richtiger, wirklich, wirkliche, wirklichen, wirklicher, lebend,
        lebende, lebenden, lebendige, lebendigen, live, leibhaftigen, physische
    """,
    agent="""
        mitarbeiter, mitarbeitern, mitarbeiterin, mitarbeitende, mitarbeitenden, agent, agenten,
        agentin, berater, beratern, beraterin, kundenberater, kundenberaterin, kundenbetreuer,
        kundenbetreuerin, sachbearbeiter, sachbearbeiterin, servicemitarbeiter, ansprechpartner,
        ansprechpartnerin, support mitarbeiter, supportmitarbeiter, kundendienstmitarbeiter,
        operator, kundendienstberater, servicekraft, servicemitarbeiterin, ansprechperson,
        supporter, callcenter mitarbeiter, servicetechniker, vertreter
    """,
    person="""
        person, personen, jemand, jemanden, jemandem, jmd, irgendwem, irgendjemand,
        irgendjemanden, irgendjemandem, kollege, kollegen, kollegin, chef, chefin, vorgesetzte,
        vorgesetzten, vorgesetzter, experte, experten, expertin, spezialist, spezialisten,
        fachmann, techniker, assistent, assistenten, manager, leiter, teamleiter, zuständigen,
        zuständige, verkäufer, makler, personal, leute, leuten, fachperson, geschäftsführer,
        filialleiter, angestellten, moderator, frau, herrn
    """,
    service="""
        kundendienst, kundenservice, kundenbetreuung, kundensupport, servicecenter,
        service center, callcenter, call center, kunden service, kunden dienst, support team,
        supportteam, serviceteam, service team, kundenberatung, customer service,
        customer support, kundencenter
    """,
    desk="""
        support, service, hotline, helpdesk, abteilung, fachabteilung, vertrieb, technik,
        rezeption, zentrale, beratung, buchhaltung, technischen support, technischer support,
        filiale, schadenabteilung, reception, beschwerdestelle, verwaltung, sekretariat, team
    """,
    bot="""
        bot, bots, roboter, robotern, maschine, maschinen, chatbot, chatbots, computer, automat,
        automaten, ki, künstliche intelligenz, künstlichen intelligenz, sprachassistent, programm,
        computerprogramm, software, automatische antworten, virtuellen assistenten, ai
    """,
    refuse="""
        will nicht, ich will nicht, will ich nicht, möchte nicht, ich möchte nicht,
        möchte ich nicht, brauche nicht, will keinen, will kein, will keine, will keinem,
        will mit keinem, will mit keiner, möchte mit keinem, möchte mit keiner, möchte keinen,
        möchte kein, möchte keine, brauche keinen, brauche kein, brauche keine, hasse, ich hasse,
        statt, anstatt, anstelle, keine lust, satt, hab genug von, habe genug von, genug von,
        ohne, stopp, weigere mich, nicht mehr, muss nicht, mag nicht, mag keine, mag keinen,
        nicht nötig, keinen bock, nervt, lieber nicht, kein interesse, müssen nicht
    """,
    never="nicht, nie, niemals",
    no="kein, keine, keinen, keinem, keiner, keines, nein, niemand, niemanden, niemandem",
    exists="""
        gibt es, gibts, gibt's, gibt es hier, habt ihr, haben sie, hast du, ist da, ist dort,
        ist hier, ist jemand, wo ist, wo sind, sind hier
    """,
    present="da, hier, erreichbar, verfügbar, online, anwesend, frei",
    help="""
        helfen, hilft, weiterhelfen, unterstützen, beraten, melden, zurückrufen, antworten, hilfe,
        kümmern, weiterhilft, helfe, kontaktieren, betreuen
    """,
    you="du, dir, dich, ihnen, euch",
    me="mich, mir, uns",
    polite="""
        bitte, sofort, jetzt, schnell, dringend, hallo, hi, guten tag, guten morgen, guten abend,
        moin, danke, ja, gleich, umgehend, okay, ok, gerne, gern, endlich, direkt, heute,
        schnellstmöglich, bitte bitte, asap, stattdessen, persönlich, servus, hey, einfach
    """,
    filler="""
        mit, einem, einer, einen, eine, ein, eines, der, die, das, dem, den, des, ich, wir, zu,
        zum, zur, an, am, von, vom, aus, bei, im, in, ins, auf, für, mal, nur, doch, auch, noch,
        mein, meinen, meinem, meiner, ihr, ihrem, ihren, ihrer, eurem, euren, eurer, dein, deinem,
        kann, können, könnte, könnten, könnten sie, können sie, kannst, könntest, kannst du,
        könntest du, muss, soll, darf, würde, sie, es, und, oder, anderen, andere, anderer,
        irgendeinem, irgendeinen, irgendeine, dann, weil, wenn, ob, der mir, die mir, wird, bin,
        hätte, weiter, durch, aufnehmen, nun, zuständigen, kompetenten, deutschsprachigen, dass,
        um, aber, denn, sich, lassen, lass, verdammten, wie, welchem, wem, wen, setzen, treten,
        sonst, kann ich, könnte ich, darf ich, jemand von, jemanden von
    """,
    reporting="""
        habe ich, hatte, hatte ich, war, wurde, wurden, spreche ich, rede ich, bin ich, bist du,
        sind sie, schreibe ich, chatte ich, habe gestern, kannst du mit, gestern, nachdem,
        hat mich, bereits mit, wärst du, magst du, möchtest du, willst du, würdest du
    """,
    topic="""
        öffnungszeiten, uhrzeit, zeiten, wann, telefonnummer, nummer, adresse, email, e mail,
        servicezeiten, mailadresse, erreichbarkeit, wie, wo, kosten
    """,
    stop="""
        über, wie ein, wie eine, wie ein mensch, als, ist ein, was ist, wer ist, bist du ein,
        bist du eine, sind sie ein, was sind, werden ein, pro person, konto, geld,
        ansprechpartner ändern, ein mensch sein, person sein, personalausweis, kein mensch,
        ist eine, bezug, bezüglich, versicherungsvertreter, werden
    """,
    idiom="""
        ist da jemand, ist jemand da, jemand da, ist hier jemand, hört mich jemand,
        rufen sie mich an, ruf mich an, rufen sie mich bitte an, rückruf bitte, bitte um rückruf,
        bitte um einen rückruf, bitte rufen sie mich zurück, rufen sie mich zurück,
        rückruf vereinbaren, ich möchte zurückgerufen werden, ich möchte angerufen werden,
        ich wünsche einen rückruf, ich möchte einen rückruf
    """,
    look_alike="""
        persönlich, persönliche, agentur, sprachen, sprache, rede, redet, kontakte, kontakten,
        spreche, sprich, versprechen, entsprechen, besprechen, erreicht, betreuer, beraten,
        beratung, verbindungen, wechselt, menschheit, operation, mitarbeit, arbeiter, leider,
        verbieten, leisten, leute, stellt, weise, beiträge, beitrag, leitung, schreibt, schreib,
        personal, chefs, leben, frage, fragen, unterhalte, unterhaltung, scheiben, erden, werde,
        rechnen, brechen, schreien, argentino, humans
    """,
)
