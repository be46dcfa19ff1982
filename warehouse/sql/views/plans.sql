-- Views for people: what one more brings, the shortest way to a goal and its steps. Names stand beside
-- codes, values are rounded as they are published. Every view says whether its data is for demonstration only.

CREATE OR REPLACE VIEW analyst.next_gain AS
SELECT
    g.round, g.entity_code, u.entity_name_vi, u.entity_name_en, g.indicator_code,
    i.name_vi AS indicator_name_vi, i.name_en AS indicator_name_en, g.text_vi, g.text_en, g.input,
    g.figure, g.next_figure, round(g.next_gain, 4) AS next_gain, g.full_figure,
    round(g.full_gain, 2) AS full_gain, g.is_decision, g.moves_others, g.is_demonstration
FROM planning.next_gain g
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = g.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
ORDER BY g.round, g.entity_code, g.full_gain DESC NULLS LAST, g.indicator_code, g.input;

COMMENT ON VIEW analyst.next_gain IS 'Thêm một hồ sơ, một cuộc họp thì thêm bao nhiêu điểm; nhiều điểm nhất đứng trước | What one more dossier or meeting brings; most points first';

CREATE OR REPLACE VIEW analyst.shortest_way AS
SELECT
    w.round, w.entity_code, u.entity_name_vi, u.entity_name_en, w.goal, w.status, w.text_vi, w.text_en,
    w.rank_now, w.rank_then,
    analyst.published_value(w.value_now, f.decimals) AS value_now,
    analyst.published_value(w.value_then, f.decimals) AS value_then,
    round(w.points_now, 2) AS points_now, round(w.points_then, 2) AS points_then,
    round(w.cost, 2) AS cost, w.figures_changed, w.indicators_changed, round(w.gap, 4) AS gap,
    w.is_demonstration
FROM planning.shortest_way w
JOIN reference.round d USING (round)
JOIN reference.framework f USING (framework)
JOIN reference.expected_unit u USING (round, entity_code)
ORDER BY w.round, w.rank_now NULLS LAST, w.entity_code, w.goal;

COMMENT ON VIEW analyst.shortest_way IS 'Con đường ngắn nhất tới mục tiêu, bằng lời và bằng số | The shortest way to a goal, in words and figures';

CREATE OR REPLACE VIEW analyst.shortest_way_step AS
SELECT
    s.round, s.entity_code, u.entity_name_vi, s.goal, s.step, s.indicator_code,
    i.name_vi AS indicator_name_vi, i.name_en AS indicator_name_en, s.input, s.figure_now, s.figure,
    s.change, s.level_now, s.level, round(s.gain, 2) AS gain, round(s.cost, 2) AS cost, s.is_cost_given,
    s.is_decision, round(s.points_then, 2) AS points_then, s.rank_then, s.overtaken, s.caught_up,
    s.is_demonstration
FROM planning.shortest_way_step s
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = s.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
ORDER BY s.round, s.entity_code, s.goal, s.step;

COMMENT ON VIEW analyst.shortest_way_step IS 'Từng bước tới mục tiêu: việc cần làm, điểm thêm, vượt ai | Step by step to a goal: what to do, what it brings, who is overtaken';

CREATE OR REPLACE VIEW analyst.planning_limit AS
SELECT
    l.round, l.entity_code, u.entity_name_vi, l.indicator_code, i.name_vi AS indicator_name_vi,
    i.name_en AS indicator_name_en, l.input, l.reason_vi, l.reason_en,
    round(l.points_left, 2) AS points_left, l.is_demonstration
FROM planning."limit" l
JOIN reference.round d USING (round)
JOIN reference.expected_unit u USING (round, entity_code)
JOIN reference.indicator i ON i.framework = d.framework AND i.code = l.indicator_code
    AND i.level IN ('main', 'sub', 'pillar')
ORDER BY l.round, l.entity_code, l.points_left DESC NULLS LAST, l.indicator_code, l.input;

COMMENT ON VIEW analyst.planning_limit IS 'Chỉ tiêu không lập kế hoạch được, vì sao, còn bao nhiêu điểm | What cannot be planned, why, and how many points it holds';
