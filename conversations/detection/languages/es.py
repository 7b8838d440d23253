"""Spanish."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="es",
    talk="""
        hablar, hablarle, conversar, platicar, charlar, chatear, dialogar, hablando con, hable,
        hablemos, tratar, hablar con, conversación, plática, ser atendido por, ser atendida por,
        atendido por, atendida por, que me atienda, atenderme, me atienda, me atiendan, atiéndame,
        ablar, hblar, abla, consultar con
    """,
    connect="""
        conectar, transferir, comunicar, derivar, redirigir, enlazar, transfiere, transfiera,
        conecta, conecte, deriva, derive, transferencia a, comunica, comunique, redirija,
        redirige
    """,
    connect_me="""
        conectarme, conéctame, conécteme, conéctenme, me conecte, me conectes, me conecten,
        me conectas, me puede conectar, me puedes conectar, transferirme, transfiéreme,
        transfiérame, transfiéranme, me transfiera, me transfieras, me transfieran,
        me transfieres, pásame, páseme, pásenme, pasarme, me pase, me pases, me pasen, me pasas,
        me puede pasar, me puedes pasar, comunicarme, comunícame, comuníqueme, comuníquenme,
        me comunique, me comuniques, me comuniquen, me comunicas, me comunico, me puede comunicar,
        me puedes comunicar, derívame, deríveme, derivarme, me derive, me deriven,
        me puede derivar, ponme, póngame, ponerme en contacto, ponme en contacto,
        póngame en contacto, me ponga en contacto, me pongas en contacto, me pongan en contacto,
        redirígeme, redirigirme, enlázame, me enlace, me enlaza, comunicame, me podrían comunicar,
        me podría comunicar, me podrías comunicar, ponerme en comunicación, páseme con, me ponga,
        me pones, pasar con, pase con, pasa con, pasar a, pasar al, pase a, poner en contacto,
        comunicar con, transferir a, conectar con, transferir con, comuníque, conexión con,
        conexion con, comunicación con, comunicarse con
    """,
    contact="""
        contactar, contactarme, contactarse, contacto, contacto con, comunicarse,
        entrar en contacto, localizar, contactar con, comunicarnos, tener contacto
    """,
    call="llamar, llamada, llamar a",
    want="""
        quiero, yo quiero, quisiera, deseo, desearía, necesito, me gustaría, dame, deme, denme,
        requiero, ocupo, quiero que, exijo, solicito, solicitar, pido, pedir, busco, prefiero,
        preferiría, puedo tener, podría tener, me das, me da, me pueden dar, tráeme, mándame,
        mándeme, envíame, queremos, necesitamos, querría, kiero, nesecito, nesesito, necesitaría,
        precisaría, preciso, me urge, necesito ayuda de, quiero ayuda de, ayuda de
    """,
    human="""
        humano, humana, humanos, ser humano, un ser humano, seres humanos, alguien real,
        alguien de verdad, alguien humano, ayuda humana, atención humana, asistencia humana,
        soporte humano, servicio humano, persona de carne y hueso, carne y hueso,
        atención personalizada, agente humano, asesor humano, human, gente real, alguien vivo,
        atención personal, ayuda real, persona real, agente en vivo, umano
    """,
    real="""
        real, reales, verdadero, verdadera, vivo, viva, de verdad, en vivo, física, físico,
        auténtica, de carne y hueso
    """,
    agent="""
        agente, agentes, asesor, asesora, asesores, ejecutivo, ejecutiva, operador, operadora,
        operadores, representante, representantes, teleoperador, teleoperadora,
        agente de servicio, agente de soporte, ejecutivo de cuenta, asesor comercial,
        asesor de ventas, consultor, consultora, agente de atención al cliente, asistente humano,
        telefonista, agnte, acesor, agent, encargado de atención al cliente
    """,
    person="""
        persona, alguien, alguien más, alguna persona, otra persona, empleado, empleada,
        compañero, compañera, gerente, supervisor, supervisora, encargado, encargada, responsable,
        jefe, jefa, experto, experta, especialista, técnico, técnica, colaborador, funcionario,
        personal, asistente, vendedor, vendedora, corredor, mánager, director, recepcionista,
        administrador, moderador, profesional, señorita, miembro del equipo, promotor
    """,
    service="""
        atención al cliente, servicio al cliente, servicio de atención al cliente,
        servicio a clientes, atención a clientes, soporte al cliente, centro de atención,
        call center, atención al usuario, mesa de ayuda, asistencia al cliente, servicio cliente,
        atencion cliente, atención al público, customer service, centro de llamadas,
        servicio de atención
    """,
    desk="""
        soporte, soporte técnico, servicio técnico, departamento, departamento de ventas, ventas,
        área, recepción, asistencia, oficina, administración, cobranza, facturación, servicio,
        equipo, equipo de soporte, sucursal, reclamos, siniestros
    """,
    bot="""
        bot, bots, robot, robots, máquina, máquinas, chatbot, chatbots, computadora, ordenador,
        inteligencia artificial, ia, asistente virtual, contestadora, programa, grabadora,
        grabación, respuestas automáticas, mensajes automáticos, maquinita, robotito
    """,
    refuse="""
        no quiero, ya no quiero, no deseo, no quisiera, no necesito, no me gusta, no me gustan,
        odio, harto de, harta de, cansado de, cansada de, en vez de, en lugar de, sin, me niego,
        basta de, dejar de, deja de, no me interesa, detesto, no hace falta, no pienso,
        no prefiero, antes que, no voy a, aburrido de, no requiero, no ocupo, paso de
    """,
    never="no me, nunca, jamás, no",
    no="ningún, ninguna, ninguno, nadie, ni",
    exists="""
        hay, no hay, hay algún, hay alguna, hay alguien, tienen, tienes, tiene, existe, habrá,
        dónde está, dónde están, algún, alguna, cuentan con
    """,
    present="""
        disponible, disponibles, ahí, ahi, aquí, allí, en línea, conectado, conectada, presente
    """,
    help="""
        ayudar, ayudarme, ayude, ayuden, ayuda, ayudara, asistir, asista, atender, atienda,
        atenderme, responder, responda, orientar, explicar, me ayude, me ayuden, me ayuda,
        me asista, llamarme, me llame, me llamen, contactarme, me contacte, me contacten, asesore,
        me asesore, me oriente, me responda, resuelva, apoye, me apoye
    """,
    you="tú, tu, contigo, ti, te, usted, ustedes, vos",
    me="me, nos, conmigo, mí",
    polite="""
        por favor, porfavor, porfa, porfis, x favor, xfavor, plis, ya, ahora, ahora mismo,
        inmediatamente, urgente, urgentemente, rápido, hola, buenas, buenos días, buenas tardes,
        buenas noches, gracias, sí, ok, vale, directamente, mejor, de inmediato, cuanto antes,
        señor, oye, disculpa, disculpe, bueno, lo antes posible, al menos, favor, buen día, hoy
    """,
    filler="""
        con, a, al, un, una, unos, el, la, los, las, lo, de, del, para, por, en, que, quien,
        quién, cual, qué, cómo, mi, mis, su, sus, tus, se, es, sea, ser, si, y, o, pero, yo,
        puedo, puedes, puede, pueden, podría, podrías, podrían, podemos, poder, pueda, pudiera,
        podria, tengo, tengo que, debo, debería, quisiera saber, otro, otra, algo, este, esta,
        esto, solo, solamente, favor de, más, porque, como puedo, cómo puedo, la que, el que,
        con quien, con la que, posible, es posible, hacer, haz, hago, haga, deja, déjame, déjeme,
        permíteme, momento, le, les, maldito, maldita, joder, le pido, humanamente, directo,
        tener, hay que, ir, manera de, forma de, español, cualquier, además, mas, ayúdame a,
        ayúdeme a
    """,
    reporting="""
        hablé, ya hablé, estoy hablando, hablo con, eres, es usted, estaba, estuve, fue, era,
        ayer, había, después de, puedes hablar, sabes hablar, soy, te gusta, quieres, hablas,
        estoy, estás, quiere usted
    """,
    topic="""
        horario, horarios, hora, horas, número, teléfono, número de teléfono, dirección, correo,
        email, cuándo, e mail, numero, cuál es, contactos, dónde
    """,
    stop="""
        sobre, acerca, como un, como una, como, qué es, quién es, eres un, eres una, es un,
        es una, soy un, soy una, por persona, dinero, cuenta, agente inmobiliario,
        agente de viajes, recursos humanos, derechos humanos, una persona a mi, cuidado personal,
        humano eres, ser humano eres, persona natural, persona física, persona jurídica,
        persona moral, dos personas, agente de seguros, convertirme, ser agente, trabajar,
        servicio de, quiero ser, quisiera ser, deseo ser
    """,
    idiom="""
        hay alguien, hay alguien ahí, hay alguien ahi, alguien ahí, alguien que me ayude,
        alguien me puede ayudar, alguien me puede atender, alguien que me atienda,
        alguien me atiende, que me llamen, quiero que me llamen, llámenme, llámeme,
        me pueden llamar, me puede llamar, me podrían llamar, quiero una llamada,
        devuélvanme la llamada, que me contacten, que alguien me llame, pueden llamarme,
        puede llamarme, alguien que me pueda ayudar, no hay nadie, hay alguna persona,
        hay algún humano, quiero atención
    """,
    look_alike="""
        personas, personal, hablado, habla, hablan, agencia, agenda, operación, operaciones,
        contrato, contratar, contactos, asesoría, conectado, transferido, transferencia,
        humanidad, represente, asistencia, servicios, pagar, pesar, pasear, charla, hablas,
        técnicas, gerencia, vendedores, consulta, consultar, pasado, paso, correr, comprar,
        cantar, contar, contratos, contratado, perdona, comunidad
    """,
)
