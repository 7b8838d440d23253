"""French."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="fr",
    talk="""
        parler, parler avec, parle, discuter, échanger, converser, dialoguer, m'entretenir,
        chatter, tchatter, tchater, bavarder, causer, parlez, discussion, conversation, parlerai,
        tchat, traiter, entretien
    """,
    connect="""
        connecter, transférer, transfert, rediriger, orienter, basculer, mettre en relation,
        mise en relation, mettre en contact, transférez, transfère, connectez, relier,
        mettre en communication, être transféré, être mis en relation, être redirigé,
        être mise en relation
    """,
    connect_me="""
        me passer, passez moi, passe moi, me mettre en relation, mettez moi en relation,
        mets moi en relation, me transférer, transférez moi, transfère moi, me connecter,
        connectez moi, connecte moi, me rediriger, redirigez moi, redirige moi,
        mettez moi en contact, me mettre en contact, mets moi en contact,
        mettez moi en communication, me mettre en communication, orientez moi, m'orienter,
        branchez moi, basculez moi, passer un, passer une, passer à un, passez à un, passer à,
        transférer à
    """,
    contact="""
        contacter, joindre, contact, contact avec, entrer en contact, rentrer en contact,
        prendre contact, être en contact, communiquer, atteindre, être mis en contact,
        entrer en relation, échanger avec, avoir affaire
    """,
    call="appeler, téléphoner, appel",
    want="""
        je veux, veux, je voudrais, voudrais, je souhaite, souhaite, je souhaiterais,
        souhaiterais, j'aimerais, aimerais, j'ai besoin, besoin, j'ai besoin de, j'ai besoin d',
        il me faut, je désire, donnez moi, donne moi, puis je avoir, est ce que je peux avoir,
        je peux avoir, je cherche, cherche, je demande, j'exige, je préfère, préfère,
        je préférerais, pourrais je avoir, envoyez moi, trouvez moi, on veut, nous voulons,
        besoin d'aide d', besoin de l'aide d', besoin d'aide de, besoin de l'aide de
    """,
    human="""
        humain, humains, humaine, être humain, êtres humains, un être humain, une vraie personne,
        quelqu'un de réel, quelqu'un de vrai, vrai humain, en chair et en os, aide humaine,
        assistance humaine, service humain, interlocuteur humain, vrais gens, conseiller humain,
        agent humain, human, une personne humaine, vrais humains, vraies personnes, humaines
    """,
    real="""
        vrai, vraie, réel, réelle, véritable, vivant, vivante, physique, en direct, live, de réel,
        vrais, vraies, réels, réelles, vivants
    """,
    agent="""
        agent, agents, agente, conseiller, conseillers, conseillère, conseiller clientèle,
        chargé de clientèle, représentant, représentante, opérateur, opératrice, téléconseiller,
        conseiller client, interlocuteur, interlocutrice, chargé clientèle,
        agent du service client, téléopérateur, standardiste, gestionnaire de compte
    """,
    person="""
        personne, quelqu'un, quelqun, qqn, quelqu un, qq1, collaborateur, collaboratrice,
        collègue, employé, employée, responsable, manager, superviseur, directeur, directrice,
        gestionnaire, assistant, assistante, expert, experte, spécialiste, technicien,
        technicienne, supérieur, conseil, commercial, commerciale, courtier, banquier, personnel,
        membre de votre équipe, membre de l'équipe, équipe, réceptionniste, modérateur, patron,
        chef
    """,
    service="""
        service client, service clients, service clientèle, service à la clientèle,
        service après vente, sav, relation client, support client, assistance client,
        centre d'appel, centre d'appels, centre de contact, customer service, relation clientèle
    """,
    desk="""
        service, assistance, support, accueil, réception, département, service technique,
        support technique, assistance technique, service commercial, agence, standard,
        service d'assistance, équipe support, comptabilité, service sinistres, secrétariat,
        conciergerie, hotline
    """,
    bot="""
        bot, bots, robot, robots, machine, machines, chatbot, chatbots, ordinateur, automate,
        intelligence artificielle, ia, assistant virtuel, logiciel, programme, répondeur,
        boîte vocale, réponses automatiques, réponse automatique
    """,
    refuse="""
        je ne veux pas, ne veux pas, veux pas, veux plus, ne veux plus, je ne souhaite pas,
        ne souhaite pas, souhaite pas, pas besoin, n'ai pas besoin, je n'ai pas besoin, marre de,
        marre d', marre des, assez de, au lieu de, au lieu d', plutôt que, sans, je déteste,
        déteste, je refuse, refuse, arrêtez, pas envie, plus envie, ne désire pas, je n'aime pas,
        inutile de, je ne voudrais pas, éviter de, ras le bol de, ras le bol des, ras le bol,
        non pas
    """,
    never="ne, n', pas, jamais, pas question",
    no="non, aucun, aucune, pas de, pas d', pas un, pas une, plus de, ni",
    exists="""
        y a t il, ya t il, il y a, y a, est ce qu'il y a, existe t il, est il, avez vous,
        vous avez, as tu, a t on, y aurait il, y'a, où est, où sont, y at il, y a t'il, y'a t'il,
        y a des, y a til
    """,
    present="disponible, là, ici, en ligne, joignable, présent, présente, dispo, libre",
    help="""
        aider, m'aider, aide, assister, répondre, me répondre, renseigner, me renseigner,
        me rappeler, m'appeler, me contacter, conseiller moi, m'assister, résoudre, guider,
        rappeler
    """,
    you="toi, vous, tu, te, t'",
    me="moi, nous, m', me",
    polite="""
        s'il vous plaît, s'il te plaît, svp, stp, maintenant, tout de suite, immédiatement, vite,
        rapidement, urgent, d'urgence, bonjour, bonsoir, salut, merci, oui, ok, d'accord,
        directement, plutôt, de suite, coucou, au plus vite, dès que possible, enfin, madame,
        monsieur, urgence, svp svp, aujourd'hui
    """,
    filler="""
        à, a, au, aux, avec, un, une, des, de, du, d', le, la, les, l', votre, vos, mon, ma, mes,
        notre, nos, en, sur, pour, par, chez, je, j', on, peux, peut, puis, puisse, pourrais,
        pourriez, pourriez vous, pouvez, pouvez vous, peux tu, pourrais tu, est ce que, faut,
        dois, faudrait, il, elle, ce, cet, cette, que, qu', qui, quel, comment, autre, autres, si,
        et, ou, mais, car, parce que, lequel, laquelle, à qui, avec qui, être, avoir, bien, juste,
        seulement, faire, faites, fais, laissez, laisse, vraiment, possible, possible de, serait,
        quelqu', membre, membres, chargé, compétent, compétente, veuillez, donc, alors, voir, y,
        de l', de la, essaie, essaye, besoin de, quelconque, francophone, là, je peux, puis je
    """,
    reporting="""
        j'ai parlé, je parle, je suis, est ce que je parle, je discute, suis je, es tu, êtes vous,
        j'ai déjà, hier, était, j'étais, avait, après avoir, as tu déjà, tu veux, voulez vous,
        aimes tu, tu aimes, me parler
    """,
    topic="""
        horaires, horaire, heures, heure, numéro, numéro de téléphone, adresse, email, mail,
        e mail, quand, coordonnées, comment, où
    """,
    stop="""
        comme, comme un, de quoi, au sujet, à propos, qu'est ce que, qui est, c'est un, c'est une,
        es tu un, êtes vous un, est un, est une, par personne, argent, compte, tu es, vous êtes,
        je suis un, je suis une, agent immobilier, agent de voyage, personne ne,
        personne à charge, agent d'assurance, devenir, droits humains, ressources humaines,
        sinistre
    """,
    idiom="""
        il y a quelqu'un, y a quelqu'un, y a t il quelqu'un, ya quelqu'un, quelqu'un est là,
        rappelez moi, rappelle moi, être rappelé, être rappelée, demande de rappel,
        me faire rappeler, qu'on me rappelle, je veux être rappelé, pouvez vous me rappeler,
        pouvez vous m'appeler
    """,
    look_alike="""
        personnel, personnelle, personnes, parlé, parlent, parles, agence, agences, argent,
        opération, opérations, contrat, contrats, contacts, contacté, humeur, conseils, transport,
        passé, passée, opérateurs, discret, parfait, parter, partir, porter, relire, emploi,
        employer, patrons, parier, jouer, oriente, perdre, parlement
    """,
)
