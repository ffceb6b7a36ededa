"""What members write, made into what members read: pure text to text.

``render``    Markdown to a stored, sanitised page fragment and what it mentions
``sanitize``  the only sanitiser
``mentions``  the names a text calls, before anybody is looked up
``quotes``    the Markdown that quotes a post
``excerpt``   plain text, shortened

``grammar`` knows our Markdown, ``document`` parses it once, ``dressing`` fits the result to this site and its people,
``reading`` takes the words out of it. Nothing here touches the database.
"""
