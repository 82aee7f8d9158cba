"""What a developer's commands are made of; nothing here is part of the program itself."""
