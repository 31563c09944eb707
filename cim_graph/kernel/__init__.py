"""Words without a database: ids, percent, money, dates and as-of, pages, actors, errors."""
