"""Portuguese."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="pt",
    talk="""
        falar, conversar, bater papo, falar com, dialogar, tratar, fala com, falo com, conversa,
        ser atendido por, ser atendida por, atendido por, atendida por, fala, flr, falr, falae,
        me comunicar, comunicar, teclar, atendimento com, atendimento de, atendimento por,
        interagir
    """,
    connect="""
        conectar, transferir, transfere, transfira, encaminhar, encaminha, encaminhe, direcionar,
        direciona, redirecionar, ligar me, colocar em contato, transferência para, transferido,
        transferida, encaminhado, direcionado, chamar, chama, chame, conecta, conecte
    """,
    connect_me="""
        me conecta, me conecte, me conectar, conecte me, me transfere, me transfira,
        me transferir, transfira me, me passa, me passe, me passar, passe me, me encaminha,
        me encaminhe, me encaminhar, me direciona, me direcione, me direcionar, me coloca,
        me coloque em contato, me coloca em contato, me põe, ponha me, me ponha em contato,
        me liga com, me ligue com, coloque me em contato, me colocar em contato,
        pôr me em contacto, ponha me em contacto, passem me, pode me passar,
        quero ser transferido, me redirecione, me redireciona, me deixa falar, deixa eu falar,
        deixe me falar, me bota, passa pra, passa para, passar para, passar pra, transferir para,
        transfere para, transfere pra, transfira para, conectar com, encaminhar para,
        direcionar para, chama um, chame um, chama uma, chame uma
    """,
    contact="""
        contatar, contactar, contato, contacto, contato com, contacto com, entrar em contato,
        entrar em contacto, ter contato, alcançar, comunicação com
    """,
    call="ligar para, telefonar, ligar pra, ligação, ligação com",
    want="""
        quero, eu quero, queria, eu queria, gostaria, gostaria de, eu gostaria, preciso,
        preciso de, eu preciso, desejo, necessito, dá me, me dá, me dê, dê me, posso ter,
        solicito, solicitar, peço, procuro, prefiro, preferia, exijo, queremos, precisamos,
        me arruma, me manda, requisito, qro, presiso, precisava, precisava de, tem como, pedir,
        preciso de ajuda de, ajuda de
    """,
    human="""
        humano, humana, humanos, ser humano, seres humanos, gente, gente de verdade,
        pessoa de verdade, pessoa real, alguém real, alguém de verdade, alguém humano,
        ajuda humana, atendimento humano, atendimento humanizado, suporte humano,
        atendimento pessoal, atendente humano, carne e osso, assistência humana,
        atendimento personalizado, um humano, umano, human, atendimento presencial,
        pessoa física de verdade
    """,
    real="real, reais, verdadeiro, verdadeira, de verdade, vivo, viva, ao vivo, de carne e osso",
    agent="""
        atendente, atendentes, agente, agentes, operador, operadora, operadores, representante,
        consultor, consultora, assessor, assessora, atendimento ao cliente humano,
        assistente humano, analista, corretor, corretora, agente de suporte,
        agente de atendimento, atendete, atendende, atentende, agent, telefonista
    """,
    person="""
        pessoa, alguém, alguem, outra pessoa, alguma pessoa, funcionário, funcionária,
        colaborador, colaboradora, gerente, supervisor, supervisora, responsável, chefe,
        especialista, técnico, vendedor, vendedora, encarregado, assistente, equipe, equipa,
        gestor, gestora, moderador, perito, dono, profissional, recepcionista
    """,
    service="""
        atendimento ao cliente, serviço de atendimento ao cliente, atendimento, sac,
        suporte ao cliente, apoio ao cliente, central de atendimento, serviço ao cliente,
        serviço de apoio ao cliente, call center, customer service, serviço de atendimento,
        serviço de clientes, atendimento ao consumidor, assistência ao cliente, linha de apoio
    """,
    desk="""
        suporte, suporte técnico, assistência, assistência técnica, departamento, setor, vendas,
        recepção, financeiro, cobrança, central, ouvidoria, administração, loja, escritório,
        comercial, área, balcão, secretaria, apoio técnico
    """,
    bot="""
        bot, bots, robô, robôs, robo, robos, robot, máquina, máquinas, chatbot, chatbots,
        computador, inteligência artificial, ia, assistente virtual, programa, gravação,
        respostas automáticas, mensagem automática, resposta automática, robozinho,
        atendente virtual, atendimento virtual
    """,
    refuse="""
        não quero, não quero mais, não queria, não gostaria, não preciso, não desejo, odeio,
        cansado de, cansada de, cansei de, farto de, farta de, em vez de, ao invés de,
        no lugar de, sem, me recuso, recuso me, chega de, para de, pare de, não gosto, detesto,
        não me interessa, não pretendo, não vou, n quero, nao kero, evitar, não precisa,
        não prefiro, prefiro não
    """,
    never="não, nao, nunca, jamais, n",
    no="nenhum, nenhuma, ninguém, nem",
    exists="""
        tem, há, existe, vocês têm, têm, tem algum, tem alguma, há algum, há alguma, teria, cadê,
        onde está, não tem, não há, possuem
    """,
    present="disponível, disponíveis, aí, ai, aqui, online, lá, presente, livre",
    help="""
        ajudar, me ajudar, ajudar me, ajude, me ajude, ajuda, atender, me atender, me atenda,
        atenda, responder, me responder, auxiliar, me auxiliar, me ligar, me ligue, ligar me,
        orientar, resolver, explicar, me contatar, dar suporte
    """,
    you="você, vc, vocês, vcs, tu, ti, contigo, te, ce",
    me="me, mim, nos, comigo, nós",
    polite="""
        por favor, porfavor, pf, pfv, pfvr, pfv pfv, favor, agora, já, imediatamente, urgente,
        urgentemente, rápido, olá, ola, oi, oie, bom dia, boa tarde, boa noite, obrigado,
        obrigada, sim, ok, tá, diretamente, logo, o quanto antes, gentileza, por gentileza,
        se faz favor, fds, se possível, direto, então, hoje, blz, moço
    """,
    filler="""
        com, a, ao, à, um, uma, o, os, as, de, do, da, dos, das, d', para, pra, pro, por, em, no,
        na, que, quem, qual, como, meu, minha, seu, sua, seus, algo, é, e, ou, mas, se, eu, posso,
        pode, podem, poderia, poderiam, podia, podes, consigo, possa, tenho, tenho que, devo,
        preciso de um, outro, outra, outros, este, esta, esse, isso, só, somente, apenas,
        com quem, com a qual, com o qual, ser, ter, possível, é possível, fazer, faço, faz,
        quero saber, porque, pq, mais, algum, pelo, pela, direto com, essa, mesmo, alguém do,
        alguém da, deixa, vou, vamos, deste, aquele, favor de, gostava de, estou a tentar,
        tentando, quem eu, cm, c, cum, dum, ir
    """,
    reporting="""
        falei, já falei, estou falando, estou a falar, tô falando, você é, vc é, és, foi, era,
        estava, ontem, depois de, você fala, você gosta, sou, quer falar, você quer, sabe falar,
        estou conversando, tava, falava
    """,
    topic="""
        horário, horários, hora, horas, número, telefone, endereço, morada, email, e mail, quando,
        que horas, qual o, qual é, funcionamento, onde
    """,
    stop="""
        sobre, acerca, como um, como uma, o que é, quem é, é um, é uma, sou um, sou uma,
        por pessoa, dinheiro, conta, recursos humanos, direitos humanos, agente de viagens,
        corretor de imóveis, pessoa jurídica, pessoa física, corpo humano, virar, tornar,
        muita gente, a gente, tem gente, corretor de seguros, trabalhar, gente fina, quero ser,
        gostaria de ser
    """,
    idiom="""
        tem alguém aí, tem alguem ai, alguém aí, alguem ai, há alguém aí, alguém pode me ajudar,
        alguém me ajuda, alguém para me ajudar, alguém pode me atender, alguém me atende, me liga,
        me liguem, me ligue, liguem para mim, ligue para mim, podem me ligar, pode me ligar,
        podem ligar me, quero que me liguem, me retorne, me retornem, tem alguma pessoa,
        tem algum humano, alguém que me ajude, tem gente aí, alguém que possa me ajudar,
        quero ser atendido, quero ser atendida, me atende, não tem ninguém aí, chamar alguém,
        chama alguém, chame alguém
    """,
    look_alike="""
        pessoas, pessoal, pessoais, falado, falam, faltar, falta, falhar, falha, agência, agencia,
        agenda, operação, operações, contrato, contratar, contatos, contactos, conectado,
        humanidade, passagem, pagar, passado, cliente, clientes, atender, atendimento, representa,
        contar, cantar, comprar, comunica, comunicado, gentil, gerencia, ligado, conversas,
        chamada
    """,
)
