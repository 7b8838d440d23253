"""Hindi, in Devanagari and in Latin letters (Hinglish), where English nouns are at home."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="hi",
    verb="after",
    talk="""
        baat, bat, baat karna, baat karni, baat karne, baat kar, baat karo, baat karao,
        baat karwao, baat karwa, baat kara, baat karado, baat karwado, baat karvao, bat karni,
        bat karna, bat karao, bat karwao, baat krni, baat krna, baat krwao, baat krao, bat krni,
        bat krna, bat kro, baatcheet, batchit, chat karna, chat karni, chat karo, talk karna,
        talk karni, baat karvani, baat karva do, baat hogi, baat ho, baat ho sakti,
        baat karai jaye, samvad, baat karani, vaat, बात, बात करना, बात करनी, बात करने, बात कर,
        बात करो, बात कराओ, बात करवाओ, बात करवा, बात करा, बात कराइए, बात करवाइए, बातचीत, चैट,
        चैट करना, चैट करनी, वार्तालाप, बात हो, बात कराएं, बात करवाएं
    """,
    connect="""
        connect, connect karo, connect karein, connect kare, connect kar, connect karwao,
        connect karna, transfer, transfer karo, transfer kar, transfer karein, jodo, jod, jodiye,
        jodein, bulao, bulaiye, bula, bula do, laga do, lagao, forward, milao, milwao, mila,
        milva, कनेक्ट, ट्रांसफर, जोड़ो, जोड़िए, जोड़ें, जोड़, जोड़े, मिलाओ, मिलाइए, मिलवाओ, बुलाओ,
        बुलाइए, बुला, फॉरवर्ड
    """,
    connect_me="connect me, mujhe connect, muje connect, mujhe transfer, मुझे कनेक्ट",
    contact="""
        contact, contact karna, contact karo, contact kaise, sampark, sampark karna, milna,
        milna hai, contact karni, संपर्क, सम्पर्क, संपर्क करना, संपर्क करें, मिलना
    """,
    call="call karna, call karo, phone karna, call lagao, कॉल करना, फोन करना",
    want="""
        chahiye, chaiye, chahie, chahiya, chaheye, chahta, chahti, chahte, chayie, chahiyee,
        mangta, do, de do, dedo, dijiye, dijiye na, dila do, bhejo, bhej do, bhejiye, jarurat,
        zaroorat, zarurat, mangwao, mangta hai, lao, chahunga, chahungi, चाहिए, चाहिये, चाहता,
        चाहती, चाहते, दो, दीजिए, दे दो, दे दीजिए, दीजिये, भेजो, भेजिए, जरूरत, ज़रूरत, आवश्यकता
    """,
    human="""
        insaan, insan, insaano, insano, aadmi, admi, manushya, human, human being, real person,
        asli insaan, asli aadmi, asli insan, human agent, live agent, real human, real agent,
        live person, insaan se, kisi insaan, jinda insaan, इंसान, इन्सान, मनुष्य, आदमी, मानव,
        असली इंसान, ह्यूमन, मानव एजेंट, व्यक्ति, असली व्यक्ति, इंसानों
    """,
    real="""
        asli, real, live, sachcha, zinda, jinda, actual, असली, वास्तविक, सच्चा, सच्चे, लाइव, रियल
    """,
    agent="""
        agent, agents, representative, operator, customer care executive, customer executive,
        executive, advisor, adviser, rep, karmchari, karmachari, adhikari, pratinidhi,
        customer care agent, customer care wale, customer care person, agent sahab, csr,
        relationship manager, एजेंट, ऑपरेटर, प्रतिनिधि, अधिकारी, कर्मचारी, एग्जीक्यूटिव,
        कस्टमर केयर एग्जीक्यूटिव, सलाहकार, ग्राहक सेवा प्रतिनिधि, एजेन्ट
    """,
    person="""
        kisi, kisi se, koi, kisi aur, kisi aur se, kisi ko, person, someone, somebody, manager,
        senior, supervisor, expert, staff, team, malik, bande, banda, boss, kisi bande,
        kisi person, officer, specialist, assistant, consultant, sahab, sir se, madam se, किसी,
        किसी से, कोई, किसी को, किसी और, किसी और से, मैनेजर, सुपरवाइजर, अफसर, विशेषज्ञ, स्टाफ, टीम,
        मालिक, सीनियर
    """,
    service="""
        customer care, customer service, customer support, support team, call center, call centre,
        helpline, grahak seva, customer care number wale, कस्टमर केयर, कस्टमर सर्विस,
        कस्टमर सपोर्ट, ग्राहक सेवा, ग्राहक सेवा केंद्र, हेल्पलाइन, कॉल सेंटर, ग्राहक सहायता
    """,
    desk="""
        support, helpdesk, sales team, department, office, branch, reception, सपोर्ट, विभाग,
        रिसेप्शन
    """,
    bot="""
        bot, bots, robot, machine, chatbot, computer, ai, mashin, roboat, recording, बॉट, रोबोट,
        मशीन, चैटबॉट, कंप्यूटर, कम्प्यूटर, एआई
    """,
    refuse="""
        nahi chahiye, nahin chahiye, nhi chahiye, nahi chaiye, nhi chaiye, nahi karni, nahi karna,
        nhi karni, nhi karna, nahi krni, nahi krna, nhi krni, nhi krna, nahin karni, nahin karna,
        mat karo, mat karao, mat karwao, mat, ke bajay, ki jagah, nafrat, pareshan, tang,
        nahi chahta, nahi chahti, nhi chahta, jarurat nahi, zaroorat nahi, zarurat nahi,
        jarurat nhi, band karo, don't want, नहीं चाहिए, नहीं करना, नहीं करनी, नही करना, नही करनी,
        मत, नहीं चाहता, नहीं चाहती, जरूरत नहीं, ज़रूरत नहीं, के बजाय, की जगह, नही चाहिए, परेशान,
        नफरत, करनी नहीं, आवश्यकता नहीं, बंद करो
    """,
    never="nahi, nahin, nhi, nai, na, नहीं, नही, ना, न",
    no="koi nahi, bina, बिना, कोई नहीं",
    exists="""
        hai kya, kya koi, koi hai, milega, mil sakta hai, kya, hai, है क्या, क्या कोई, है, मिलेगा,
        क्या
    """,
    present="available, online, yahan, yaha, udhar, idhar, उपलब्ध, यहाँ, यहां, ऑनलाइन",
    help="""
        madad, help, sahayata, help karo, madad karo, help kare, madad kare, bataye, bata,
        samjhaye, call kare, call karwao, phone kare, मदद, सहायता, मदद करे, बताए, कॉल करे,
        फोन करे
    """,
    you="aap, aapse, aap se, tum, tumse, tum se, tu, tujhse, tujse, आप, आपसे, तुम, तुमसे, तू",
    me="""
        mujhe, muje, mujhko, mereko, mere, meri, mera, hame, humko, hume, मुझे, मुझको, हमें, मेरी,
        मेरा, मेरे
    """,
    polite="""
        please, pls, plz, kripya, kripaya, abhi, turant, jaldi, namaste, namaskar, hello, hi, ji,
        haan, ha, ok, thanks, dhanyavad, bhai, sir, madam, yaar, are, arre, asap, now, jaldi se,
        foran, direct, कृपया, अभी, तुरंत, जल्दी, नमस्ते, हेलो, हैलो, जी, हाँ, हां, धन्यवाद, भाई,
        सर, प्लीज, प्लीज़, सीधे
    """,
    filler="""
        se, ko, ka, ki, ke, ek, ek baar, kisi ek, hai, h, hain, he, ho, hu, hun, hoon, main, mai,
        me, mein, mei, hum, kar, karo, kare, karein, karna, karni, karne, krna, krni, kro, krdo,
        kr, kar do, kardo, kar dijiye, karwa, karwao, karao, karva, karwa do, kara, kara do,
        kara dijiye, do, dijiye, dijie, sakta, sakti, sakte, skta, skti, sakta hu, sakti hu,
        sakte hain, sakta hoon, kya, kaise, kese, kaise karu, par, pe, wale, wali, wala, aur, ya,
        bhi, hi, to, toh, apne, apni, aapke, aapki, tumhare, koi aur, dusre, wo, jo, ab, bas,
        sirf, bank, company, se hi, jisse, jis se, chahta, chahti, raha, liye, ke liye, lena, mil,
        wapas, से, को, का, की, के, एक, है, हैं, हो, हूं, हूँ, मैं, में, हम, कर, करो, करें, करना,
        करनी, करने, करे, दो, दें, दीजिए, दीजिये, सकता, सकती, सकते, क्या, कैसे, पर, वाले, और, या,
        भी, ही, तो, अपने, आपके, कराओ, करवाओ, करवा, करा, कराइए, करवाइए, जिससे, लिए, के लिए, कीजिए,
        कराएं, करवाएं, चाहता, चाहती, किसी एक, साथ, के साथ, ke sath, ke saath, sath, saath
    """,
    reporting="""
        kya tum, kya aap, kar raha hu, kar raha hun, kar rahi hu, kar raha hoon, kar rahi hoon,
        kar rha hu, ki thi, kiya tha, hui thi, ho gayi, kal, tha, thi, the, क्या आप, क्या तुम,
        कर रहा हूं, कर रहा हूँ, कर रही हूं, की थी, किया था, हुई थी, कल, था, थी, थे, हो गई
    """,
    topic="""
        time, timing, number, kab, kitne baje, address, email, mail, samay, pata, no, नंबर, समय,
        कब, कितने बजे, पता, ईमेल, टाइम, मोबाइल
    """,
    stop="""
        ke bare, ke baare, bare me, baare, kaun hai, kya hai, kya hota, jaise, paise, paisa,
        account, khata, insaan ho, insan ho, human ho, koi baat nahi, koi bat nahi, koi baat nhi,
        koi nahi, insurance agent ka, aam aadmi, kya baat, kya baat hai, koi problem, koi dikkat,
        koi charge, koi offer, koi fees, kis baat, ye baat, yeh baat, insaan hai ya, के बारे,
        कौन है, जैसे, पैसे, पैसा, खाता, इंसान हो, कोई बात नहीं, क्या बात है, प्रति व्यक्ति,
        मानव संसाधन, व्यक्ति हैं, kitne log, insan h kya, koi bat, koi baat
    """,
    idiom="""
        koi hai, koi hai kya, koi hai yahan, mujhe call karo, muje call karo, call karo mujhe,
        call back, call back karo, callback chahiye, wapas call karo, mujhe phone karo,
        kisi se baat karao, koi insaan hai, koi madad karega, koi help karega, कोई है,
        कोई है क्या, मुझे कॉल करो, मुझे कॉल करें, मुझे फोन करो, वापस कॉल करें, कॉल बैक,
        कोई इंसान है, koi baat karega, koi agent hai, koi agent hai kya, call me karo,
        call me back
    """,
    look_alike="""
        agency, contract, personal, human's, batao, bata, bati, battery, talking, chats, persons,
        teams, insurance, adim, milan, mil, speed, connection, transaction, officer, staffs,
        order, expect, exports
    """,
)
