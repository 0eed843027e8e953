"""Stories of life: schools, clinics, culture, notices."""

from hoaban.demo.stories.story import Story

LIFE = [
    Story(
        "giao-duc",
        "Tủ sách lưu động đến với 14 điểm trường vùng cao",
        "Mỗi tuần hai lần, chiếc xe chở 600 cuốn sách của thư viện tỉnh dừng lại ở các điểm trường xa nhất, cho học sinh "
        "mượn sách không cần đặt cọc.",
        [
            "Xe dừng một giờ ở mỗi điểm. Các em chọn sách, nghe đọc truyện và tự ghi tên vào sổ mượn. Sau hai tháng, số "
            "sách thất lạc chỉ là bảy cuốn.",
            "Cô giáo Cầm Thị Lả, điểm trường Huổi Lán, cho biết nhiều em đọc hết hai cuốn mỗi tuần và kể lại cho em nhỏ ở nhà.",
            "Thư viện nhận sách cũ còn tốt tại quầy ở thị trấn Suối Hoa, từ thứ hai đến thứ sáu.",
        ],
        "Tin ảnh: Cầm Bảo Yến",
        "houses",
        "Điểm trường Huổi Lán trong ngày xe sách ghé thăm.",
        "Ngôi trường hai tầng mái ngói giữa sân rộng",
        ["giáo dục", "thư viện"],
        4,
        877,
    ),
    Story(
        "giao-duc",
        "Học sinh Suối Hoa tự làm trạm đo mưa cho cả xã",
        "Câu lạc bộ khoa học của Trường THCS Suối Hoa lắp ba trạm đo mưa giá rẻ, số liệu được đọc trên loa xã mỗi sáng.",
        [
            "Mỗi trạm gồm một phễu hứng, một ống đo có vạch và cuốn sổ ghi. Các em thay nhau đọc số lúc bảy giờ sáng rồi "
            "nhắn cho đài truyền thanh xã.",
            "Sau một mùa mưa, bảng số liệu giúp đội thủy nông quyết định ngày mở cống sớm hơn, tránh ngập 6 ha rau màu.",
            "Thầy Lường Văn Tươi, phụ trách câu lạc bộ, nói bản vẽ của trạm được chia sẻ miễn phí cho các trường khác.",
        ],
        "Cầm Bảo Yến và Lò Văn Inh",
        "rain",
        "Mưa đầu mùa ở Suối Hoa, nơi đặt trạm đo số một.",
        "Thung lũng trong mưa",
        ["giáo dục", "sáng kiến"],
        33,
        540,
    ),
    Story(
        "y-te",
        "Trạm y tế Bản Cóng khám miễn phí cho 320 người cao tuổi",
        "Trong hai ngày 8 và 9/11, các bác sĩ của bệnh viện tỉnh khám mắt, huyết áp và cấp thuốc miễn phí cho người từ 60 "
        "tuổi ở bốn bản xa.",
        [
            "Đoàn khám mang theo máy siêu âm xách tay và máy đo khúc xạ. 47 người được hẹn mổ đục thủy tinh thể, xe của "
            "trạm sẽ đón tận nhà.",
            "Bác sĩ Hà Thu Trang khuyên người cao tuổi giữ ấm cổ và bàn chân, đo huyết áp mỗi tuần tại nhà văn hóa bản.",
            "Lịch khám lưu động tháng tới được dán tại trạm và đăng trong mục Thông báo của cổng.",
        ],
        "Hà Minh Khôi (Trung tâm Truyền thông tỉnh)",
        "houses",
        "Trạm y tế Bản Cóng trong ngày khám lưu động.",
        "Trạm y tế hai tầng với hàng cây trước sân",
        ["y tế", "người cao tuổi"],
        7,
        695,
    ),
    Story(
        "van-hoa",
        "Lễ hội Hoa Ban năm nay kéo dài năm ngày, thêm đêm nhạc khèn bè",
        "Lễ hội Hoa Ban diễn ra từ ngày 10 đến 14/3 tại quảng trường Suối Hoa với hơn 30 hoạt động, phần lớn miễn phí.",
        [
            "Ngày đầu là lễ rước nước và thi gói bánh. Hai ngày tiếp theo dành cho các đội xòe, ném còn, đua thuyền độc "
            "mộc trên hồ Nậm Ban.",
            "Đêm nhạc khèn bè lần đầu được tổ chức ngoài trời, quy tụ chín nhóm nghệ nhân. Ban tổ chức chuẩn bị 1.200 chỗ "
            "ngồi và khu riêng cho gia đình có trẻ nhỏ.",
            "Trong thời gian lễ hội, xe điện chạy vòng quanh trung tâm mười phút một chuyến; các bãi xe nằm ở ba cửa ngõ.",
        ],
        "Bài: Tòng Thu Hiền; Ảnh: Lường Minh Châu",
        "blossoms",
        "Hoa ban nở trắng sườn đồi Suối Hoa.",
        "Hàng cây hoa ban nở trắng hồng trên sườn đồi",
        ["lễ hội", "văn hóa"],
        20,
        3120,
        [
            ("gallery", [("blossoms", "Đồi hoa ban phía tây thị trấn."), ("market", "Gian hàng ẩm thực của lễ hội.")]),
            (
                "map_link",
                {
                    "place": "Quảng trường Suối Hoa",
                    "description": "Cách bến xe tỉnh 600 m, đi bộ theo đường Hoa Ban.",
                    "url": "https://bando.hoaban.example/quang-truong",
                },
            ),
        ],
    ),
    Story(
        "van-hoa",
        "Bà cụ 81 tuổi dạy dệt thổ cẩm cho lớp học buổi tối",
        "Mỗi tối thứ tư, bà Lò Thị Pọm ở bản Pha Đin mở cửa nhà sàn dạy dệt cho hơn hai mươi người, nhỏ nhất mới mười tuổi.",
        [
            "Lớp học bắt đầu từ việc kéo sợi. Bà bảo ai vội thì không dệt được, vì mỗi tấc vải mất cả buổi.",
            "Học viên mang khung cửi cũ của gia đình đến sửa. Đến nay 18 khung đã chạy lại, có khung làm từ năm 1962.",
            "Nhà văn hóa bản trưng bày 40 mẫu hoa văn do lớp chép lại, kèm tên gọi bằng hai thứ tiếng.",
        ],
        "LƯỜNG MINH CHÂU",
        "terraces",
        "Bản Pha Đin nhìn từ hiên nhà bà Pọm.",
        "Ruộng bậc thang nhìn từ trên cao",
        ["văn hóa", "nghề truyền thống"],
        41,
        1460,
    ),
    Story(
        "thong-bao",
        "Thông báo lịch cấp nước luân phiên ở phường Hoa Trắng",
        "Từ ngày 16 đến 20/11, nhà máy nước thay đường ống chính nên nước được cấp luân phiên theo tổ dân phố.",
        [
            "Tổ 1 đến tổ 4 có nước từ 5 giờ đến 12 giờ; tổ 5 đến tổ 9 từ 12 giờ đến 20 giờ. Bệnh viện và trường học được "
            "cấp nước liên tục bằng xe bồn.",
            "Người dân nên trữ đủ nước uống và báo chỗ rò rỉ về số trực của nhà máy.",
        ],
        "Nhà máy nước Hoa Trắng",
        "river",
        "Trạm bơm bên sông Nậm Ban.",
        "Dòng sông và cây cầu bê tông",
        ["thông báo", "nước sạch"],
        1,
        389,
        [("files", ["Lịch cấp nước theo tổ dân phố"])],
    ),
    Story(
        "thong-bao",
        "Thông báo tiếp nhận ý kiến về tên gọi ba tuyến phố mới",
        "Ba tuyến phố mới ở thị trấn Suối Hoa sẽ được đặt tên; người dân gửi ý kiến đến hết ngày 30/11.",
        [
            "Danh sách tên dự kiến và sơ đồ được niêm yết tại nhà văn hóa và trong tệp đính kèm.",
            "Ý kiến gửi bằng thư, qua điện thoại hoặc nói trực tiếp tại bộ phận một cửa; không cần để lại thông tin cá nhân.",
        ],
        "Văn phòng thị trấn Suối Hoa",
        "road",
        "Một trong ba tuyến phố mới của thị trấn.",
        "Con đường mới giữa hàng cây",
        ["thông báo"],
        5,
        512,
        [("files", ["Danh sách tên phố dự kiến", "Sơ đồ ba tuyến phố"])],
    ),
    Story(
        "thong-bao",
        "Thông báo bồi dưỡng kỹ năng số cho cán bộ bản",
        "Lớp bồi dưỡng hai ngày mở tại nhà văn hóa tỉnh, nhận 60 học viên, có hỗ trợ tiền xe.",
        [
            "Nội dung gồm nộp hồ sơ điện tử, chụp ảnh tin bài và giữ an toàn tài khoản.",
            "Đăng ký tại bộ phận một cửa của xã trước ngày 25/11; học viên ở bản xa được bố trí chỗ nghỉ.",
        ],
        "Trung tâm Truyền thông tỉnh",
        "houses",
        "Nhà văn hóa tỉnh, nơi mở lớp.",
        "Tòa nhà hai tầng có sân rộng",
        ["thông báo", "số hóa"],
        9,
        201,
    ),
]
