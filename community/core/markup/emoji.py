"""The :shortcodes: we know, by the names people already use elsewhere."""

_TABLE = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 wave 👋 raised_hands 🙌 pray 🙏 muscle 💪 point_up ☝️ point_down 👇
point_left 👈 point_right 👉 handshake 🤝 crossed_fingers 🤞 v ✌️ fist ✊ raised_hand ✋ writing_hand ✍️ eyes 👀 brain 🧠
smile 😄 smiley 😃 grin 😁 grinning 😀 laughing 😆 joy 😂 rofl 🤣 sweat_smile 😅 slightly_smiling_face 🙂 upside_down_face 🙃
wink 😉 blush 😊 innocent 😇 heart_eyes 😍 kissing_heart 😘 yum 😋 stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜
hugs 🤗 thinking 🤔 face_with_raised_eyebrow 🤨 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒
roll_eyes 🙄 grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 sunglasses 😎 nerd_face 🤓 confused 😕
worried 😟 slightly_frowning_face 🙁 open_mouth 😮 astonished 😲 flushed 😳 pleading_face 🥺 fearful 😨 cry 😢 sob 😭
scream 😱 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 triumph 😤 angry 😠 rage 😡 exploding_head 🤯 partying_face 🥳
star_struck 🤩 zany_face 🤪 shushing_face 🤫 facepalm 🤦 shrug 🤷 robot 🤖 ghost 👻 skull 💀 poop 💩 see_no_evil 🙈
hear_no_evil 🙉 speak_no_evil 🙊 heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜
black_heart 🖤 white_heart 🤍 broken_heart 💔 100 💯 fire 🔥 sparkles ✨ star ⭐ star2 🌟 zap ⚡ boom 💥 tada 🎉 confetti_ball 🎊
balloon 🎈 gift 🎁 birthday 🎂 cake 🍰 trophy 🏆 medal_sports 🏅 dart 🎯 rocket 🚀 bulb 💡 bell 🔔 mega 📣 loudspeaker 📢
mag 🔍 lock 🔒 unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 gear ⚙️ hammer_and_wrench 🛠️ toolbox 🧰 link 🔗 paperclip 📎 pushpin 📌
memo 📝 pencil2 ✏️ book 📖 books 📚 calendar 📅 clock 🕐 hourglass ⌛ alarm_clock ⏰ email ✉️ phone ☎️ computer 💻
desktop_computer 🖥️ keyboard ⌨️ camera 📷 movie_camera 🎥 headphones 🎧 musical_note 🎵 guitar 🎸 art 🎨 bug 🐛 cat 🐱 dog 🐶
mouse 🐭 fox_face 🦊 bear 🐻 panda_face 🐼 unicorn 🦄 bee 🐝 butterfly 🦋 penguin 🐧 turtle 🐢 snail 🐌 seedling 🌱
evergreen_tree 🌲 sunflower 🌻 rose 🌹 four_leaf_clover 🍀 sunny ☀️ cloud ☁️ rainbow 🌈 umbrella ☔ snowflake ❄️ snowman ⛄
earth_africa 🌍 moon 🌙 apple 🍎 banana 🍌 pizza 🍕 hamburger 🍔 cookie 🍪 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷
bike 🚲 car 🚗 train 🚆 bus 🚌 airplane ✈️ house 🏠 soccer ⚽ basketball 🏀 video_game 🎮 game_die 🎲 warning ⚠️
no_entry ⛔ no_entry_sign 🚫 x ❌ white_check_mark ✅ heavy_check_mark ✔️ question ❓ exclamation ❗ information_source ℹ️
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ recycle ♻️ checkered_flag 🏁 rainbow_flag 🏳️‍🌈 de 🇩🇪 eu 🇪🇺
"""

_WORDS = _TABLE.split()
EMOJI: dict[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
