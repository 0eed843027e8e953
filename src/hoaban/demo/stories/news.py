"""Stories of the section of news: roads, weather, markets, farming."""

from hoaban.demo.stories.story import Story

NEWS = [
    Story(
        "tin-tuc",
        "Cầu Nậm Ban thông xe, người dân hai bờ không còn phải qua phà",
        "Sáng 12/11, cầu Nậm Ban nối xã Bản Cóng với thị trấn Suối Hoa chính thức thông xe sau 18 tháng thi công, "
        "rút ngắn quãng đường từ trung tâm xã đến bệnh viện tỉnh còn 9 km.",
        [
            "Cầu dài 214 m, rộng 9 m, có lối đi bộ hai bên và lan can cao để học sinh qua lại an toàn. Đơn vị thi công đã "
            "hoàn thành sớm hơn kế hoạch ba tuần nhờ mùa khô năm nay đến sớm.",
            "Trước đây, hơn 600 hộ dân ở Bản Cóng phải qua sông bằng phà. Vào mùa lũ, phà ngừng chạy có khi cả tuần, "
            "học sinh cấp ba phải trọ lại nhà người quen ở thị trấn.",
            "Chị Vì Thị Mận, người bán rau ở chợ Suối Hoa, cho biết từ nay chị có thể mang rau hái buổi sớm sang chợ "
            "trước bảy giờ. “Trước kia tôi phải hái từ chiều hôm trước, rau héo đi một nửa”, chị nói.",
            "Sở Giao thông công trình tỉnh đề nghị lái xe tải trên 13 tấn tiếp tục đi theo đường tránh cho đến khi hai "
            "đầu cầu được trải thêm một lớp nhựa vào tháng sau.",
        ],
        "Tin, ảnh: Lường Minh Châu",
        "river",
        "Cầu Nậm Ban nhìn từ bờ thị trấn Suối Hoa trong sáng thông xe.",
        "Cây cầu bê tông bắc qua sông rộng, phía sau là các dãy núi",
        ["giao thông", "hạ tầng"],
        3,
        1284,
        [
            (
                "table",
                {
                    "data": [
                        ["Tuyến", "Trước đây", "Qua cầu mới"],
                        ["Bản Cóng – bệnh viện tỉnh", "31 km", "9 km"],
                        ["Bản Cóng – chợ Suối Hoa", "27 km", "5 km"],
                        ["Bản Cóng – trường THPT số 2", "29 km", "7 km"],
                    ],
                    "first_row_is_table_header": True,
                    "first_col_is_header": True,
                    "table_header_choice": "both",
                    "table_caption": "Quãng đường trước và sau khi có cầu",
                },
            ),
            ("files", ["Sơ đồ phân luồng qua cầu Nậm Ban"]),
        ],
    ),
    Story(
        "tin-tuc",
        "Hội nghị tổng kết năm: bảy nhóm việc được thống nhất cho năm tới",
        "Ngày 5/11, tỉnh Hoa Ban tổ chức hội nghị tổng kết công tác năm và thống nhất bảy nhóm việc trọng tâm, từ nước "
        "sạch, trường lớp đến số hóa hồ sơ ở xã.",
        [
            "Báo cáo tại hội nghị cho biết trong năm, 42 trên 48 chỉ tiêu đã đạt hoặc vượt. Sáu chỉ tiêu còn lại chủ yếu "
            "liên quan đến tiến độ mặt bằng của các tuyến đường liên xã.",
            "Các đại biểu dành phần lớn thời gian thảo luận về những mô hình làm tốt ở cơ sở: tổ tự quản đường nước của "
            "bản Pha Đin, tủ sách lưu động của xã Mường Sương, lịch hẹn giờ làm giấy tờ của phường Hoa Trắng.",
            "Bảy nhóm việc của năm tới gồm: nước sạch nông thôn; đường liên xã; trường lớp; y tế cơ sở; rừng và nguồn "
            "nước; chợ và tiêu thụ nông sản; hồ sơ điện tử ở cấp xã. Mỗi nhóm có đơn vị chủ trì, thời hạn và sản phẩm "
            "cụ thể, công khai trên cổng thông tin này.",
            "Kết thúc hội nghị, phong trào thi đua “Mỗi bản một việc hay” được phát động, khuyến khích mỗi bản, tổ dân "
            "phố đăng ký một sáng kiến nhỏ có thể làm xong trong năm.",
        ],
        "Bài: Đèo Thị Ngân - Ảnh: Quàng Văn Hải",
        "houses",
        "Nhà văn hóa tỉnh, nơi diễn ra hội nghị.",
        "Tòa nhà hai tầng có sân rộng và cây xanh hai bên",
        ["hội nghị", "kế hoạch năm"],
        10,
        2356,
        [
            (
                "box",
                {
                    "title": "Bảy nhóm việc của năm tới",
                    "text": "<ol><li>Nước sạch nông thôn</li><li>Đường liên xã</li><li>Trường lớp</li>"
                    "<li>Y tế cơ sở</li><li>Rừng và nguồn nước</li><li>Chợ và tiêu thụ nông sản</li>"
                    "<li>Hồ sơ điện tử ở cấp xã</li></ol>",
                },
            ),
            (
                "quote",
                {
                    "text": "Việc nhỏ làm xong thì dân thấy ngay. Chúng tôi chọn những việc mà cuối năm ai cũng kiểm tra được.",
                    "attribution": "Bà Lò Thị Xuân, người điều hành hội nghị",
                },
            ),
        ],
        correction="Bản đầu ghi 41 trên 48 chỉ tiêu đã đạt; con số đúng là 42 trên 48.",
    ),
    Story(
        "tin-tuc",
        "Không khí lạnh về sớm, vùng cao chủ động giữ ấm cho đàn trâu bò",
        "Đài khí tượng tỉnh dự báo từ đêm 14/11 nhiệt độ ở các xã vùng cao giảm còn 7 đến 9 độ; các bản đã che chắn "
        "chuồng trại và dự trữ rơm.",
        [
            "Theo bản tin sáng nay, không khí lạnh sẽ ảnh hưởng đến toàn tỉnh trong bốn ngày, kèm mưa nhỏ và sương mù "
            "dày vào sáng sớm. Các xã Pha Luông, Mường Sương và Tà Ngảo có thể xuống dưới 7 độ.",
            "Tại bản Huổi Lán, 38 hộ đã dựng vách chắn gió bằng bạt và phên nứa từ tuần trước. Mỗi con trâu được chuẩn "
            "bị ít nhất 200 kg rơm khô, đủ cho hai đợt rét.",
            "Trạm thú y khuyên bà con không thả trâu bò trước chín giờ sáng, cho uống nước ấm pha muối loãng và gọi "
            "ngay thú y viên khi con vật bỏ ăn.",
        ],
        "Quàng Văn Hải",
        "rain",
        "Mưa phùn phủ kín thung lũng Mường Sương sáng 13/11.",
        "Ruộng bậc thang mờ trong màn mưa",
        ["thời tiết", "chăn nuôi"],
        2,
        734,
    ),
    Story(
        "kinh-te",
        "Chợ phiên Tà Ngảo mở thêm khu nông sản có nhãn nguồn gốc",
        "Từ phiên chợ đầu tháng 11, khu nông sản có nhãn nguồn gốc với 24 quầy đi vào hoạt động, giúp người mua biết rau, "
        "quả do hộ nào trồng và thu hoạch ngày nào.",
        [
            "Mỗi quầy treo một tấm bảng nhỏ ghi tên hộ, bản, ngày thu hoạch và cách trồng. Ban quản lý chợ kiểm tra ngẫu "
            "nhiên ba quầy mỗi phiên và công bố kết quả trên bảng tin.",
            "Ông Hà Văn Pẩn, trồng mận ở bản Nà Ten, bán hết 60 kg trong buổi sáng đầu tiên. “Người mua hỏi kỹ hơn, nhưng "
            "mua nhiều hơn”, ông kể.",
            "Ban quản lý chợ dự kiến mở thêm 16 quầy trước Tết và bố trí chỗ gửi xe miễn phí cho người bán đến từ các "
            "bản xa trên 15 km.",
        ],
        "Bài, ảnh: Tòng Thu Hiền",
        "market",
        "Các quầy nông sản có nhãn nguồn gốc trong phiên chợ đầu tháng.",
        "Dãy quầy hàng mái sọc bày rau quả nhiều màu",
        ["chợ", "nông sản"],
        6,
        918,
    ),
    Story(
        "kinh-te",
        "Lúa mùa được giá, nông dân Mường Sương giữ lại một phần làm giống",
        "Năng suất lúa mùa ở Mường Sương đạt bình quân 5,8 tấn một héc-ta, cao nhất trong năm năm; nhiều hộ chọn giữ "
        "giống tại chỗ cho vụ sau.",
        [
            "Toàn xã gặt xong 412 ha trong tháng 10. Nhờ lịch gieo cấy lệch nhau mười ngày giữa các bản, máy gặt chạy "
            "đều và không còn cảnh lúa chín chờ máy.",
            "Hợp tác xã Nà Bó thu mua lúa nếp tan với giá 21.000 đồng một cân, cao hơn năm trước 1.500 đồng. Phần lúa "
            "được phơi trên sân mới đổ bê tông rộng 900 m².",
            "Cán bộ khuyến nông hướng dẫn bà con chọn bông, phơi nắng nhẹ ba ngày và cất giống trong chum sành lót tro "
            "để tránh mọt.",
        ],
        "Lò Văn Inh",
        "terraces",
        "Ruộng bậc thang Mường Sương cuối vụ gặt.",
        "Ruộng bậc thang chạy theo sườn đồi dưới nắng",
        ["nông nghiệp", "mùa gặt"],
        18,
        611,
    ),
    Story(
        "kinh-te",
        "Đường lên Pha Luông trải nhựa thêm 12 km trước mùa mưa",
        "Đoạn từ ngã ba Nà Ten đến bản Co Muông đã trải nhựa xong, xe buýt số 4 dự kiến chạy thêm hai chuyến mỗi ngày.",
        [
            "Tuyến đường có 37 khúc cua, trong đó chín khúc được mở rộng thêm hai mét và lắp gương cầu lồi. Rãnh thoát "
            "nước được xây hai bên để giảm xói lở.",
            "Bến xe tỉnh cho biết xe buýt số 4 sẽ đón khách ở cổng chợ Nà Ten lúc 6 giờ 30 và 13 giờ 30, giá vé giữ nguyên.",
            "Người dân có thể báo chỗ hư hỏng mặt đường qua mục Hỏi đáp của cổng hoặc số điện thoại của đội duy tu.",
        ],
        "Theo Bản tin giao thông Hoa Ban",
        "road",
        "Đoạn đường mới trải nhựa qua bản Co Muông.",
        "Con đường nhựa uốn lượn giữa đồi cỏ và hàng cây",
        ["giao thông"],
        25,
        402,
        source="Bản tin giao thông Hoa Ban",
    ),
]
