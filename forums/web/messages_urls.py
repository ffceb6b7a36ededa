"""Private conversations, below /messages/."""

from django.urls import path

from . import conversations, talking

urlpatterns = [
    path("", conversations.index, name="messages"),
    path("new/", conversations.new, name="new_conversation"),
    path("who/", talking.wish, name="message_wish"),
    path("m/<int:pk>/", conversations.message, name="message"),
    path("m/<int:pk>/edit/", talking.edit, name="edit_message"),
    path("m/<int:pk>/delete/", talking.delete, name="delete_message"),
    path("m/<int:pk>/quote/", talking.quote_message, name="quote_message"),
    path("<int:pk>/", conversations.conversation, name="conversation"),
    path("<int:pk>/people/", talking.people, name="conversation_people"),
    path("<int:pk>/names/", talking.names, name="conversation_names"),
    path("<int:pk>/leave/", talking.leave, name="leave_conversation"),
    path("<int:pk>/mute/", talking.mute, name="mute_conversation"),
]
