-- How a value is published: rounded half up to the decimals of its framework, after the ninth
-- decimal, to which sums of ratios are exact. NULL decimals keep all nine. Written out because a
-- DECIMAL is rounded to a constant number of decimals only.

CREATE OR REPLACE MACRO analyst.published_value(value, decimals) AS
    CASE decimals
        WHEN 0 THEN round(round(value, 9), 0)::DECIMAL(18, 10)
        WHEN 1 THEN round(round(value, 9), 1)::DECIMAL(18, 10)
        WHEN 2 THEN round(round(value, 9), 2)::DECIMAL(18, 10)
        WHEN 3 THEN round(round(value, 9), 3)::DECIMAL(18, 10)
        WHEN 4 THEN round(round(value, 9), 4)::DECIMAL(18, 10)
        WHEN 5 THEN round(round(value, 9), 5)::DECIMAL(18, 10)
        WHEN 6 THEN round(round(value, 9), 6)::DECIMAL(18, 10)
        WHEN 7 THEN round(round(value, 9), 7)::DECIMAL(18, 10)
        WHEN 8 THEN round(round(value, 9), 8)::DECIMAL(18, 10)
        ELSE round(value, 9)::DECIMAL(18, 10)
    END;
