"""English."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="en",
    talk="""
        speak, speaking, talk, talking, chat, chatting, converse, conversing, interact,
        have a word, have a chat, conversation, live chat, tlk, tak, taalk, spk, spek, spaek,
        tospeak, totalk, tochat, speakto, speakwith, talkto, talkwith, chatwith, be served by,
        assisted by, be assisted by, attended by, be helped by, have a call with, a call with,
        consult, consult with, consultation with, consultation, word with, speech with,
        complain to, to deal with, dealing with, discuss
    """,
    connect="""
        connect, connecting, connected, transfer, transferring, transferred, transfered, forward,
        forwarded, redirect, redirected, route, routed, escalated, hand over, handover, handoff,
        hand off, switch, switched, link, patch, refer, divert, turn over, switch over,
        transfer over, direct, directed
    """,
    connect_me="""
        connect me, connect us, transfer me, transfer us, forward me, redirect me, put me through,
        put me on, put me in touch, put me in contact, pass me, hand me over, hand me off,
        hand me to, switch me, link me, patch me, patch me through, refer me, divert me, route me,
        send me to, send me over to, get me to, get me through, get me connected, take me to,
        bring me to, transfer this chat, transfer the chat, transfer this conversation,
        transfer this call, transfer my call, transfer the call, escalate this, escalate my,
        escalate it, hook me up, let me through, direct me, connected me, move me to,
        direct to me, connect to, connect with, connected to, connected with, switch to,
        switch over to, speak me to, transfer to a, transfer to an, pass me on, pass me over,
        pass it on to, talk me to, give me to, connect my, conect me, let me speak, let me talk,
        make me talk, put someone, bring in a, put a, escalate to, handover to, hand over to,
        hand off to, handoff to, transferred to, redirected to, forwarded to, redirect to,
        escalate
    """,
    contact="""
        contact, contacting, reach, reaching, reach out, get hold of, get a hold of,
        getting hold of, get in touch, getting in touch, be in touch, get ahold of,
        get through to, get through, get in contact, communicate, communicating, correspond,
        tocontact, get in contact with, coordinate with
    """,
    call="call, calling, phone, phoning, ring, video call",
    want="""
        want, i want, wanna, i wanna, want to have, i want to have, need, needed, i need, needs,
        i require, require, i would like, would like, i'd like, i would like to have, i'd love,
        give me, give us, gimme, get me, get us, can i get, can i have, could i get, could i have,
        may i have, can you get, let me have, looking for, i demand, demand, send me, find me,
        bring me, bring, bring in, i prefer, prefer, i'd prefer, i would prefer, i'd rather have,
        i request, request, requesting, i wish, i'll take, ask for, asking for, wants, provide me,
        assign me, assign, need help from, want help from, need assistance from,
        want assistance from, help from, assistance from, support from, i want to have a,
        can we get, could you get, would you get, arrange, arrange for, can you provide,
        is it possible to have, get in, assistance of, have the assistance of
    """,
    human="""
        human, humans, human being, human beings, real people, actual people, live people,
        real one, real life person, flesh and blood, someone real, someone human, somebody real,
        human help, human support, human assistance, human touch, human contact, human response,
        human interaction, human service, live help, live support, live assistance, live service,
        real help, real support, someone who is not a bot, someone that is not a bot,
        not a bot but a person, personal assistance, live chat agent, hooman, human please,
        human intervention, human involvement, callback, call back, call from your team,
        call from someone, call from an agent, human callback
    """,
    real="real, live, actual, living, breathing, genuine, alive, physical, true, non automated",
    agent="""
        agent, agents, representative, representatives, rep, reps, operator, operators, advisor,
        adviser, advisors, advisers, csr, customer service executive, customer care executive,
        customer service person, customer care person, support person, support guy, support staff,
        customer executive, support executive, relationship manager, service representative,
        customer support agent, customer service agent, service agent, support agent, care agent,
        customer representative, customer agent, customer care agent,
        customer care representative, customer care officer, support team member, team member,
        support engineer, helpdesk agent, help desk agent, call centre agent, call center agent,
        support specialist, agente
    """,
    person="""
        person, persons, peron, somebody, someone, some one, some body, anyone, anybody, any one,
        sum1, some1, assistant, assistants, colleague, colleagues, employee, employees, manager,
        managers, supervisor, supervisors, superior, boss, staff, staff member, member of staff,
        expert, experts, specialist, specialists, consultant, consultants, executive, executives,
        counsellor, counselor, associate, associates, officer, professional, technician, banker,
        broker, receptionist, concierge, teller, loan officer, claims adjuster, adjuster,
        attendant, moderator, admin, administrator, technical person, person in charge,
        concerned person, caseworker, case worker, claims handler, underwriter, mentor, somone,
        smeone, sombody, dietician, nutritionist, doctor on call, counsellors, someone else,
        anyone else, somebody else, agent or someone, reps team, senior person, higher up,
        higher ups, salesperson, sales rep, sales representative, sales executive, doctor, lawyer,
        pharmacist, nurse, trainer, mr, mrs
    """,
    service="""
        customer service, customer services, customer support, customer care, customer assistance,
        client service, client services, client support, customer relations, customer helpdesk,
        customer help desk, support team, service team, care team, customer service team,
        customer support team, customer care team, customer service department, call centre,
        call center, contact center, contact centre, customer support service, costumer service,
        costumer support, costumer care, cust service, customer servce, customer suport,
        customer center, customer centre, technical support, tech support, customer help
    """,
    desk="""
        support, helpdesk, help desk, service desk, help line, helpline, reception, front desk,
        department, dept, sales, sales team, billing, billing department, claims,
        claims department, claims team, accounts department, technical team, housekeeping,
        room service, office, headquarters, human resources, complaints, complaints department,
        your company, management, your team, the team, sales department, team
    """,
    bot="""
        bot, bots, robot, robots, machine, machines, chatbot, chatbots, chat bot, chat bots, ai,
        a i, computer, computers, automated system, automated response, automated responses,
        automated message, automated messages, automated assistant, virtual assistant,
        virtual agent, automated bot, auto reply, auto replies, answering machine, algorithm,
        artificial intelligence, software, program, recording, robo, virtual agents,
        virtual assistants, automated agent, automated agents, automation
    """,
    refuse="""
        don't want, do not want, dont want to, don't wanna, do not wanna, doesn't want,
        didn't want, don't need, do not need, don't like, do not like, no need, no need to,
        not need, not want, need not, never want, i hate, hate, tired of, sick of, fed up with,
        bored of, instead of, rather than, without, no more, not interested in, refuse, refuse to,
        can't stand, cannot stand, rather not, prefer not, would not like, wouldn't like, i won't,
        will not, won't, enough of, done with, not going to, unwilling, avoid, didn't ask,
        did not ask, had enough of, get rid of, don't ever, not looking for, enough with,
        no longer want, don't have to, do not have to, not asking for, stop sending,
        stop sending me, stop putting me, stop giving me
    """,
    never="don't, do not, not, never, please don't, stop trying to, stop",
    no="no, none, nobody, no one, neither",
    exists="""
        is there, are there, isn't there, aren't there, is their, there is, there's, do you have,
        do you guys have, have you got, don't you have, you have, u have, any, is any, are any,
        is there any, are there any, is it possible, wheres, where's, where is, where are,
        got any
    """,
    present="available, online, here, there, around, on duty, awake, free, present",
    help="""
        help, helping, assist, answer, guide, resolve, solve, fix, take over, explain, handle,
        respond, reply, understand, understands, aid, get back, reach out, come back, assisted
    """,
    you="you, u, ya, yourself, are you, r u",
    me="me, us, myself, with me, to me",
    polite="""
        please, pls, plz, plzz, plez, pleas, please please, asap, now, right now, immediately,
        right away, quickly, quick, urgent, urgently, today, hi, hello, hey, hii, ok, okay, yes,
        yeah, yep, sure, thanks, thank you, thx, kindly, good morning, good afternoon,
        good evening, sir, madam, dear, instead, directly, straight away, at once, fast, soon,
        first, already, alright, well, sorry, oh, ugh, omg, wtf, damn, dammit, hurry,
        as soon as possible, again, excuse me, could you please, can you please, no thanks,
        help me, could you help me, for me, this is ridiculous, come on, mate, dude, bro, man,
        friend, god, help
    """,
    filler="""
        to, with, a, an, the, some, your, my, our, one, of, of the, in, on, at, for, from, by,
        this, that, it, i, we, be, can, could, would, will, may, might, shall, should, do, does,
        has, have, just, only, really, actually, somewhere, other, another, else, different, out,
        back, and, so, because, but, if, who, whom, which, then, own, more, possible, possibly,
        over, up, through, rather, able, try, trying, know, how, way, let, let me, like to, got,
        gotta, gonna, go, going, going to, ahead, get to, goddamn, fucking, freaking, bloody,
        damned, fuckin, english speaking, ask, asking, have a, one of your, kind of, type of,
        proper, qualified, competent, senior, nice, good, fellow, so that, via, when, where, why,
        these, those, as, while, since, regarding, concerning, w, wit, wth, do i have to do,
        do i need to do, should i do, i have to do, real quick, need to, have to, wish to,
        want to, would like to, at your, from your, there to, along, such, either,
        like to know how to, you guys, ur, wid, u can
    """,
    reporting="""
        was, were, had, been, am i, i am not, i'm not, after, have already, i already, did i,
        were you, did you, do you, do you like, do you want, would you like, do you need,
        do you prefer, i like, i love, love, like talking, love talking, enjoy, enjoyed, keeps,
        kept, every time i, last time i, as if i, feels like, feel like, seems like, sounds like,
        like i, it's like, are you able to, can you ever, never had to, when did, he, she, they,
        nice, fun, great, good to, glad, remind me to, remember to, how often do, used to, to be,
        was i, do i have to, do i need to, should i, is it safe to, is it safe,
        is it mandatory to, must i, will i have to
    """,
    topic="""
        hours, hour, opening hours, time, times, schedule, number, phone number, telephone number,
        email, e mail, mail, address, what time, when can, at what time, open, opening, numbers,
        days, timing, timings, working hours, contact details, emails
    """,
    how="""
        how to, how do i, how can i, how do you, how could i, where do i, where can i, how i,
        how i can, how i could, how may i, how we can, how can we
    """,
    stop="""
        about, like a, like, as a, as an, become, be a, be an, be human, be a human, i am, i am a,
        i'm a, i'm an, you are, you're, you are not, you're not, are you, aren't you, is not,
        isn't, what is, what are, who is, who are, what's, what is a, what does, human resources,
        human rights, human hair, human nature, human body, human life, human error,
        contact person, emergency contact, contact number, real estate agent, estate agent,
        travel agent, insurance agent, insurance agents, letting agent, business person,
        sales person, third person, in person, per person, life agent, user agent, cleaning agent,
        agent number, agent code, agent portal, agent id, missed call, get a job, money, dollars,
        account, funds, supported, delivery agent, delivery man, delivery guy, conference call,
        conference, meeting, loan transfer, bank transfer, wire transfer, out of office,
        post office, office chair, front office, law office, get off, support group, live music,
        a machine learning, one person, a smart agent, single person, another person's, people,
        someone's, someone else's, somebody else's, real time, live chat bot, real quick question,
        per agent, call back number, called back
    """,
    idiom="""
        is anyone there, is anybody there, anyone there, anybody there, is somebody there,
        is someone there, anyone here, anybody here, is anyone here, is anybody here,
        call me back, call back please, give me a call, want a callback, want a call back,
        need a callback, need a call back, request a callback, request a call back,
        request callback, arrange a call back, schedule a call back, callback please,
        callback request, please call me asap, please call me now, ring me back, phone me back,
        have someone call me, have somebody call me, ask someone to call me,
        get someone to call me, tell someone to call me, someone call me, have someone contact me,
        have an agent call me, get someone to contact me, get someone to help me,
        have someone reach out to me, get me someone, get me somebody, give me someone,
        give me somebody, get someone on the line, get me out of this bot, get a human,
        get a real person, get a person, get an agent, get an operator, get somebody,
        get a representative, get a rep, get your manager, get the manager, get me the manager,
        i want your manager, is anyone available, is someone available, is somebody available,
        is anybody available, is an agent available, is any agent available,
        are any agents available, is a human available, is there anyone, is there anybody,
        call me at, call me on, give me a ring, speak to you in person, anyone available
    """,
    look_alike="""
        contract, contracts, contacts, contacted, talked, chatted, called, connects, transfers,
        agency, agencies, agenda, aged, humane, humanity, humanoid, humor, humour, steak, speaks,
        persona, personal, personally, perfect, operate, operation, operations, operating,
        operated, represent, manage, managed, management, mange, managing, assistance, assisted,
        consult, consulting, office, offices, official, offer, offered, stuff, staffs, start,
        spoke, spoken, speaker, speakers, table, tables, tall, hats, hat, task, passed, passes,
        purse, point, cheat, ring, exports, export, special, specially, reached, reaches, really,
        ready, chart, charts, change, changed, charge, charged, changing, charging, chatter,
        transport, transaction, transactions, connection, connections, associated, association,
        executed, executing, moderate, experts, expect, expected, woman, women, guys, ladies,
        teams, steam, terms, teller, collage, college, broke, broken, banker, banking, boss,
        claim, clean, clear, persons, person's, services, service, customer, customers, care,
        routes, routine, router, router's, join, joined, joint, send, sent, sends, sending, hand,
        hands, handed, cell, agents', cats, cat, officers, link, linked, links, forwards, reports,
        insane, erden, taking, walking, making, spare, speck, batch, bath, hit, advice, advise,
        advises, advised, operational, alone, able, apply, agreed, chain, chair, chats, expire,
        conflict, conduct, confirm, repeat, report, reason, personality, someday, something,
        sometime, anything, everybody, everyone, advance, advanced, transform, humid, humidity,
        ahead, convert, directs, director, directly, escalator, assign, assist, complaint,
        complaints, complains
    """,
)
