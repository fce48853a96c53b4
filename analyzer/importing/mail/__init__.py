"""What mails are made of: a mailbox cut into mails, headers, addresses, dates, texts, and quotations in texts."""
