"""The forum: lists, threads, writing."""

from django.urls import include, path

from . import acts, composing, editing, history, lists, polls, reading, search, writing

app_name = "forums"
urlpatterns = [
    path("", lists.latest, name="latest"),
    path("unread/", lists.unread, name="unread"),
    path("top/", lists.top, name="top"),
    path("unanswered/", lists.unanswered, name="unanswered"),
    path("following/", lists.following, name="following"),
    path("forums/", lists.index, name="index"),
    path("f/<slug:slug>/", lists.forum, name="forum"),
    path("f/<slug:slug>/new/", writing.start, name="start"),
    path("f/<slug:slug>/follow/", acts.follow_forum, name="follow_forum"),
    path("tag/<str:slug>/", lists.tag, name="tag"),
    path("new/", writing.new, name="new"),
    path("t/<int:pk>/", reading.thread_short, name="thread_short"),
    path("t/<int:pk>/news/", news.news, name="news"),
    path("t/<int:pk>/reply/", writing.reply, name="reply"),
    path("t/<int:pk>/follow/", acts.follow, name="follow"),
    path("t/<int:pk>/<str:slug>/", reading.thread, name="thread"),
    path("p/<int:pk>/", reading.post, name="post"),
    path("p/<int:pk>/edit/", editing.edit, name="edit"),
    path("p/<int:pk>/history/", history.history, name="history"),
    path("p/<int:pk>/quote/", composing.quote, name="quote"),
    path("p/<int:pk>/react/", acts.react, name="react"),
    path("p/<int:pk>/bookmark/", acts.bookmark, name="bookmark"),
    path("p/<int:pk>/accept/", acts.accept, name="accept"),
    path("p/<int:pk>/delete/", acts.delete, name="delete"),
    path("p/<int:pk>/restore/", acts.restore, name="restore"),
    path("p/<int:pk>/poll/", polls.edit, name="poll_edit"),
    path("polls/<int:pk>/vote/", polls.vote, name="poll_vote"),
    path("polls/<int:pk>/close/", polls.close, name="poll_close"),
    path("polls/<int:pk>/voters/", polls.voters, name="poll_voters"),
    path("polls/<int:pk>/ballots.csv", polls.export, name="poll_export"),
    path("mark-read/", acts.mark_read, name="mark_read"),
    path("preview/", composing.preview, name="preview"),
    path("upload/", composing.upload, name="upload"),
    path("drafts/", composing.drafts, name="drafts"),
    path("drafts/save/", composing.save_draft, name="save_draft"),
    path("drafts/<int:pk>/discard/", composing.discard_draft, name="discard_draft"),
    path("bookmarks/", composing.bookmarks, name="bookmarks"),
    path("search/", search.search, name="search"),
    path("messages/", include("forums.web.messages_urls")),
    path("suggest/people/", composing.suggest_people, name="suggest_people"),
]
