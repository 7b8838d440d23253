"""Vietnamese. Tone marks may be left out, as customers do."""

from conversations.detection.vocabulary import Language

LANGUAGE = Language(
    code="vi",
    talk="""
        nói chuyện, nói chuyện với, trò chuyện, trao đổi, gặp, gặp gỡ, chat với, chat,
        nhắn tin với, tán gẫu, trao đổi với, nói với, nc với, nch, hỏi trực tiếp,
        trao đổi trực tiếp, gap, nói truyện, gọi gặp, được gặp, tiếp chuyện
    """,
    connect="""
        kết nối, chuyển, chuyển tiếp, chuyển máy, nối máy, chuyển sang, chuyển cho, chuyển qua,
        chuyển đến, kết nối với, kết nối tới, nối, chuyển cuộc gọi, chuyển tới
    """,
    connect_me="""
        kết nối tôi, kết nối mình, kết nối em, kết nối giúp, chuyển tôi, chuyển mình,
        nối máy cho tôi, chuyển máy cho tôi, cho tôi gặp, cho mình gặp, cho em gặp, cho anh gặp,
        cho chị gặp, cho gặp, cho tôi nói chuyện, cho mình nói chuyện, cho em nói chuyện,
        giúp tôi kết nối, cho tôi kết nối, cho tôi được gặp, gọi giúp
    """,
    contact="liên hệ, liên lạc, liên hệ với, liên lạc với, liên hệ trực tiếp",
    call="gọi, gọi điện, gọi cho, điện cho",
    want="""
        tôi muốn, mình muốn, em muốn, anh muốn, chị muốn, muốn, tôi cần, mình cần, em cần, cần,
        cho tôi, cho mình, cho em, cho xin, xin, cần có, muốn có, tìm, yêu cầu, tôi yêu cầu,
        đề nghị, mong, mong muốn, tôi thích, gọi cho tôi, cho tui, tui cần, tui muốn, t muốn,
        cho anh, cho chị
    """,
    human="""
        người thật, con người, người thực, nguời thật, người that, người sống, nhân viên thật,
        nhân viên thực, hỗ trợ trực tiếp, người hỗ trợ trực tiếp, người hỗ trợ, người tư vấn,
        người trực tiếp, ng thật, nv thật, người tư vấn trực tiếp, tư vấn trực tiếp
    """,
    real="thật, thực, thực sự, thật sự, trực tiếp, bằng xương bằng thịt",
    agent="""
        nhân viên, nhân viên tư vấn, nhân viên hỗ trợ, nhân viên chăm sóc khách hàng,
        nhân viên cskh, tư vấn viên, tổng đài viên, điện thoại viên, chuyên viên,
        chuyên viên tư vấn, nv, nvtv, ctv, admin, ad, tvv, nv tư vấn, nv hỗ trợ, nhan vien, agent,
        nhân viên trực, đại diện, người đại diện, bạn tư vấn, nhân viên bán hàng,
        nhân viên kỹ thuật, hỗ trợ viên, giao dịch viên
    """,
    person="""
        ai đó, người, một người, quản lý, người quản lý, giám đốc, trưởng phòng, chuyên gia,
        kỹ thuật viên, người nào đó, người khác, sếp, người phụ trách, lễ tân, chủ shop, chủ quán,
        bác sĩ tư vấn, người có thẩm quyền, cấp trên, bạn nào
    """,
    service="""
        chăm sóc khách hàng, cskh, tổng đài, dịch vụ khách hàng, bộ phận chăm sóc khách hàng,
        bộ phận hỗ trợ, hỗ trợ khách hàng, trung tâm hỗ trợ, bộ phận cskh, tổng đài hỗ trợ,
        trung tâm chăm sóc khách hàng, bộ phận tư vấn
    """,
    desk="bộ phận, phòng, hỗ trợ, phòng kinh doanh, phòng kỹ thuật, kỹ thuật, tư vấn, bên hỗ trợ",
    bot="""
        bot, robot, máy, chatbot, rô bốt, con bot, trợ lý ảo, ai trả lời tự động, trả lời tự động,
        máy móc, máy tính, trí tuệ nhân tạo, tin nhắn tự động, tự động
    """,
    refuse="""
        không muốn, k muốn, ko muốn, không cần, ko cần, k cần, không thích, ko thích, k thích,
        chán, ghét, thay vì, đừng, không phải, ko phải, không thèm, khỏi, hết muốn, khong muon,
        chả muốn, chẳng muốn, mệt với, không nên
    """,
    never="không, ko, k, đừng, chưa, chẳng, hong, hok, khong, kg",
    no="không có, ko có, k có",
    exists="có, có ai, có thể, ở đây có, bên mình có, shop có, bạn có, còn",
    present="""
        ở đây, ở đó, đó, không ạ, trực, online, rảnh, đây, trực tuyến, đâu, đâu rồi, đâu hết rồi
    """,
    help="giúp, giúp đỡ, hỗ trợ tôi, hỗ trợ mình, tư vấn cho, trả lời, giải đáp, giải quyết",
    you="bạn, mày, mi",
    me="tôi, mình, em, tui, anh, chị, tao, chúng tôi",
    polite="""
        làm ơn, vui lòng, xin vui lòng, ngay, ngay bây giờ, bây giờ, ngay lập tức, gấp, nhanh,
        xin chào, chào, chào bạn, chào shop, alo, ạ, nhé, đi, với, cảm ơn, dạ, ơi, ad ơi, shop ơi,
        được không, được ko, đc không, dc k, đc k, được chứ, giùm, dùm, không ạ, hả, nha, nhe,
        luôn, hello, hi, ok, vâng, với ạ, giúp tôi, giúp mình, giúp em
    """,
    filler="""
        với, một, 1, của, bên, các, những, cho, đến, tới, được, đc, dc, có thể, là, thì, mà, và,
        để, về, cái, này, nào, bạn có thể, hãy, phải, sẽ, cũng, nào đó, khách hàng, công ty, shop,
        ngân hàng, để được, trực, qua, sang, lại, vs, vói, voi, làm sao để, làm thế nào để,
        như thế nào, thế nào, đang, khác, chứ, từ, nói, cách, trong, trao, người bán, hoặc,
        xin được, bằng
    """,
    reporting="""
        đã gặp, đã nói chuyện, tôi đã, có phải là, bạn là, bạn có phải, tôi đang nói chuyện,
        đang nói chuyện, hôm qua, vừa gặp, tôi gặp lỗi, gặp lỗi, bị, bạn có muốn, bạn thích,
        gặp vấn đề, gặp sự cố, gặp khó khăn, gặp trục trặc, phải là, tôi bị
    """,
    topic="giờ, mấy giờ, số điện thoại, địa chỉ, email, khi nào, giờ làm việc, sđt, số, hotline",
    stop="""
        về việc, như, là gì, là ai, bao nhiêu người, mấy người, tiền, tài khoản, mỗi người,
        chuyển tiền, chuyển khoản, chuyển phát, nhân viên giao hàng, nhân viên ngân hàng gọi,
        người giao hàng, người thân, người nhận, người dùng, người lớn, người ta, người yêu,
        hai người, 2 người, người mua, người bán, người gửi, cho người, cho 2 người,
        người nước ngoài, người việt, mọi người, người được bảo hiểm, người thụ hưởng, chi phí,
        chuyển đổi, vận chuyển
    """,
    idiom="""
        có ai ở đây không, có ai không, có ai ở đó không, có ai đó không, có người không,
        có nhân viên không, có ai trực không, gọi lại cho tôi, gọi lại cho mình, gọi cho tôi,
        gọi điện cho tôi, gọi lại giúp tôi, liên hệ lại với tôi, có ai giúp tôi không,
        ai đó giúp tôi, có ai hỗ trợ không, ai đó giúp tôi với, có ai trả lời không,
        gọi lại cho em, gọi lại cho anh, gọi lại cho chị, liên hệ với tôi, liên hệ lại cho tôi,
        có ai tư vấn không, cần tư vấn trực tiếp, cần hỗ trợ trực tiếp
    """,
    look_alike="nhan, chuyen, khach, thang, trong, nhung, duoc, khong, nguoi, ngan",
)
