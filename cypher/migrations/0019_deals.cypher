// Deals that somebody allowed although they needed a look.
CREATE CONSTRAINT allowed_deal_id IF NOT EXISTS FOR (d:AllowedDeal) REQUIRE d.id IS UNIQUE;
