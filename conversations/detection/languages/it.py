"""Italian."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="it",
    talk="""
        parlare, parlarne, parlar, chattare, conversare, discutere, dialogare, comunicare,
        interagire, conversazione, colloquio, confrontarmi, avere a che fare, chiacchierare,
        parla con
    """,
    connect="""
        connettere, collegare, trasferire, inoltrare, mettere in contatto,
        mettere in comunicazione, reindirizzare, trasferisci, collega, connetti, trasferimento a,
        smistare
    """,
    connect_me="""
        connettimi, mi connetta, connettermi, collegami, mi colleghi, collegarmi, trasferiscimi,
        mi trasferisca, trasferirmi, mi trasferisci, passami, mi passi, passarmi, mi passa,
        mi può passare, mi puoi passare, mettimi in contatto, mi metta in contatto,
        mettermi in contatto, mettetemi in contatto, passatemi, mi passate, mi mette in contatto,
        mi metti in contatto, mettimi in comunicazione, mi metta in comunicazione,
        mettermi in comunicazione, reindirizzami, mi fai parlare, mi faccia parlare,
        fammi parlare, fatemi parlare, farmi parlare, passare a, passare ad, passare un,
        trasferire a, collegare con, parla con
    """,
    contact="""
        contattare, contatto, contatto con, raggiungere, entrare in contatto, prendere contatto,
        sentire, rivolgermi, comunicare
    """,
    call="chiamare, telefonare, chiamata",
    want="""
        voglio, io voglio, vorrei, desidero, ho bisogno di, ho bisogno d', ho bisogno, bisogno di,
        mi serve, mi servirebbe, mi occorre, dammi, mi dia, datemi, posso avere, potrei avere,
        cerco, chiedo, richiedo, esigo, preferisco, preferirei, sto cercando, gradirei, vogliamo,
        mi dai, necessito, mandatemi, mi piacerebbe, pretendo, bisogno dell'aiuto di, aiuto da,
        aiuto di
    """,
    human="""
        umano, umana, umani, essere umano, esseri umani, persona vera, persona reale,
        persona in carne ed ossa, persona in carne e ossa, carne ed ossa, qualcuno di reale,
        qualcuno di vero, aiuto umano, assistenza umana, supporto umano, servizio umano,
        vero umano, operatore umano, qualcuno in carne ed ossa, human, un umano
    """,
    real="""
        vero, vera, veri, reale, reali, autentico, in carne ed ossa, fisico, fisica, dal vivo,
        viva, vero e proprio, vera e propria
    """,
    agent="""
        operatore, operatrice, operatori, agente, agenti, consulente, consulenti, rappresentante,
        addetto, addetta, addetto all'assistenza, operatore del servizio clienti, centralinista,
        agente del servizio clienti, assistente umano, impiegato, impiegata, agent
    """,
    person="""
        persona, qualcuno, qualcun altro, qualcun'altro, collega, responsabile, supervisore, capo,
        direttore, manager, dipendente, esperto, esperta, specialista, tecnico, assistente,
        personale, incaricato, commerciale, venditore, addetti, gestore, referente, moderatore,
        titolare, altra persona
    """,
    service="""
        servizio clienti, assistenza clienti, servizio di assistenza, customer service,
        customer care, call center, centro assistenza, supporto clienti, servizio cliente,
        assistenza cliente, servizio assistenza, assistenza al cliente, ufficio clienti
    """,
    desk="""
        assistenza, supporto, supporto tecnico, assistenza tecnica, ufficio, reparto, reception,
        portineria, amministrazione, ufficio sinistri, servizio, vendite, sportello, centralino,
        filiale, dipartimento, team, segreteria
    """,
    bot="""
        bot, robot, macchina, macchine, chatbot, computer, intelligenza artificiale, ia, ai,
        assistente virtuale, risponditore, programma, risposte automatiche, voce registrata,
        automa, disco registrato
    """,
    refuse="""
        non voglio, non voglio più, non vorrei, non desidero, non ho bisogno, non mi serve, odio,
        stanco di, stanca di, stufo di, stufa di, invece di, invece che, al posto di, anziché,
        piuttosto che, senza, mi rifiuto, basta, smettila, non mi piace, non mi interessa,
        non ho intenzione, non serve, detesto, evitare di, preferisco non
    """,
    never="non, mai",
    no="no, nessun, nessuno, nessuna, niente, né",
    exists="""
        c'è, c e, ci sono, avete, hai, ha, esiste, è possibile, dov'è, dove sono, non c'è,
        c'è qualche, qualche
    """,
    present="disponibile, disponibili, lì, li, qui, là, online, in linea, presente, libero",
    help="""
        aiutare, aiutarmi, aiuti, mi aiuti, mi aiuta, aiuta, assistere, assistermi, rispondere,
        rispondermi, mi risponda, aiuto, seguirmi, spiegarmi, chiamarmi, mi chiami, contattarmi,
        mi contatti, richiamarmi, mi richiami, darmi una mano, mi possa aiutare
    """,
    you="te, tu, voi, ti, lei",
    me="mi, me, noi, ci",
    polite="""
        per favore, perfavore, per piacere, per cortesia, prego, adesso, ora, subito,
        immediatamente, urgente, urgentemente, ciao, salve, buongiorno, buonasera, grazie, sì, ok,
        va bene, direttamente, veloce, al più presto, presto, finalmente, oggi, cortesemente, pf
    """,
    filler="""
        con, a, ad, al, allo, alla, all', un, una, uno, un', il, lo, la, l', i, gli, le, di, del,
        della, dell', dei, da, dal, dalla, dall', in, nel, su, per, che, cui, chi, quale, come,
        mio, mia, vostro, vostra, vostri, suo, tuo, è, e, ed, o, ma, se, io, posso, può, puoi,
        potrei, potrebbe, potete, potreste, possa, possibile, devo, dovrei, avrei, altro, altra,
        altri, questo, questa, solo, soltanto, con cui, con il quale, con la quale, con chi,
        essere, avere, fare, vuole, perché, si, quello, qualsiasi, proprio, davvero, al telefono,
        mi può, mi puoi, riuscire, riesco, uno dei, bisogno
    """,
    reporting="""
        ho parlato, sto parlando, stavo, ero, era, sei, siete, sono, è stato, ieri, avevo, dopo,
        ho già, parlo, sto chattando, ti piace, vuoi, puoi parlare, sai parlare, lei è
    """,
    topic="""
        orari, orario, ore, ora di, numero, telefono, numero di telefono, indirizzo, email,
        e mail, quando, mail, a che ora, come faccio, dove
    """,
    stop="""
        come un, come una, riguardo, sul, sulla, circa, cos'è, che cos'è, chi è, sei un, sei una,
        è un, è una, sono un, sono una, a persona, per persona, soldi, conto, risorse umane,
        diritti umani, agente immobiliare, agente di viaggio, agente assicurativo, cura personale,
        corpo umano, diventare, persona a carico
    """,
    idiom="""
        c'è qualcuno, c'è nessuno, c'è qualcuno lì, qualcuno mi può aiutare,
        qualcuno può aiutarmi, qualcuno che mi aiuti, richiamatemi, chiamatemi, mi richiami,
        mi potete chiamare, essere richiamato, essere richiamata, essere contattato,
        essere contattata, mi potete richiamare, potete chiamarmi, potete richiamarmi,
        c'è un umano, c'è una persona
    """,
    look_alike="""
        persone, personale, personali, parlato, parlano, parla, agenzia, agenda, operazione,
        operazioni, operativo, contratto, contratti, contatti, contattato, passato, umanità,
        passante, colleghi, cantare, contare, tecnici, dirette, comprare, portare, impiegati,
        pagare, pescare, pensare, chiamate, chiamato, sentito, sentirei
    """,
)
