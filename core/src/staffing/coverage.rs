//! Whether agents with given skills can serve the load of every skill, as a fluid: a flow from skills to groups.

use super::error::{StaffingError, agents as check_agents, check, in_row, load};
use serde::{Deserialize, Serialize};

/// The load of a skill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillLoad {
    /// Its name.
    pub name: String,
    /// Offered load in erlangs.
    pub offered_load_erl: f64,
}

/// Agents with the same skills.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillGroup {
    /// Names of their skills, the primary one first.
    pub skills: Vec<String>,
    /// How many; may be fractional.
    pub agents: f64,
}

/// Input of [`skill_coverage`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageInput {
    /// The skills, at most 64.
    pub skills: Vec<SkillLoad>,
    /// The groups, at most 2,000.
    pub groups: Vec<SkillGroup>,
    /// Greatest busy share of an agent, above 0, at most 1.
    #[serde(default = "all")]
    pub max_occupancy: f64,
}

fn all() -> f64 {
    1.0
}

/// What [`skill_coverage`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// Every skill's load can be served.
    pub is_feasible: bool,
    /// Load of all skills in erlangs.
    pub offered_load_erl: f64,
    /// The most of it that can be served.
    pub served_load_erl: f64,
    /// Skills that together have more load than all agents who have any of them can serve, in the order given; empty
    /// where all can be served.
    pub short_skills: Vec<String>,
    /// The load of these.
    pub short_load_erl: f64,
    /// What all agents who have any of these can serve.
    pub short_capacity_erl: f64,
    /// A way to serve: erlangs of each skill (in the order given) by each group.
    pub flow_erl: Vec<Vec<f64>>,
}

const MAX_SKILLS: usize = 64;
const MAX_GROUPS: usize = 2_000;
/// Each path fills at least one limit, so that by the theory of shortest augmenting paths they end far below this.
const MAX_PATHS: u64 = 100_000;

impl CoverageInput {
    fn check(&self) -> Result<(), StaffingError> {
        let (skills, groups) = (self.skills.len(), self.groups.len());
        check("skills", skills as f64, skills <= MAX_SKILLS, "must be at most 64 skills")?;
        check("groups", groups as f64, groups <= MAX_GROUPS, "must be at most 2,000 groups")?;
        let inside = self.max_occupancy >= 1e-3 && self.max_occupancy <= 1.0;
        check("max_occupancy", self.max_occupancy, inside, "must lie between 0.001 and 1")?;
        for (row, skill) in self.skills.iter().enumerate() {
            load(skill.offered_load_erl).map_err(in_row(row))?;
        }
        distinct(self.skills.iter().map(|skill| skill.name.as_str()))
    }

    /// For each group which of the skills it has.
    fn has_skill(&self) -> Result<Vec<Vec<bool>>, StaffingError> {
        let of_group = |group: &SkillGroup| {
            check_agents(group.agents)?;
            let mut has = vec![false; self.skills.len()];
            for name in &group.skills {
                let place = self.skills.iter().position(|skill| skill.name == *name);
                let Some(slot) = place.and_then(|place| has.get_mut(place)) else {
                    let known: Vec<_> = self.skills.iter().map(|skill| skill.name.as_str()).collect();
                    let (given, known) = (name.clone(), known.join(", "));
                    return Err(StaffingError::UnknownName { what: "skill", given, known });
                };
                *slot = true;
            }
            Ok(has)
        };
        (self.groups.iter().enumerate()).map(|(row, group)| of_group(group).map_err(in_row(row))).collect()
    }
}

/// Names must tell skills apart.
pub(super) fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), StaffingError> {
    let mut seen = Vec::new();
    for (row, name) in names.enumerate() {
        check(
            "skills",
            row as f64,
            !seen.contains(&name),
            "is the place of a name that came before: names must differ",
        )?;
        seen.push(name);
    }
    Ok(())
}

/// What is left to serve and to give, and what flows.
struct Flow {
    has_skill: Vec<Vec<bool>>,
    unserved: Vec<f64>,
    free: Vec<f64>,
    /// By skill and group.
    flow: Vec<Vec<f64>>,
    /// Less than this is rounding.
    least: f64,
}

/// Where a search has been: for each skill the group it was reached from, for each group the skill.
struct Reached {
    skills: Vec<Option<Option<usize>>>,
    groups: Vec<Option<usize>>,
}

impl Flow {
    /// What can be reached from skills with load left, nearest first, and the first group with agents left.
    fn search(&self) -> (Reached, Option<usize>) {
        let mut reached =
            Reached { skills: vec![None; self.unserved.len()], groups: vec![None; self.free.len()] };
        let mut line: Vec<usize> = Vec::new();
        for (skill, unserved) in self.unserved.iter().enumerate() {
            if *unserved > self.least {
                reached.skills[skill] = Some(None);
                line.push(skill);
            }
        }
        let mut next = 0;
        while let Some(&skill) = line.get(next) {
            next += 1;
            for group in 0..self.free.len() {
                if !self.has_skill[group][skill] || reached.groups[group].is_some() {
                    continue;
                }
                reached.groups[group] = Some(skill);
                if self.free[group] > self.least {
                    return (reached, Some(group));
                }
                // What the group does of other skills, others may be able to do.
                for other in 0..self.unserved.len() {
                    if reached.skills[other].is_none() && self.flow[other][group] > self.least {
                        reached.skills[other] = Some(Some(group));
                        line.push(other);
                    }
                }
            }
        }
        (reached, None)
    }

    /// The steps (skill, group) of the path that ends at `last`, backwards, and the skill it starts at.
    fn path(reached: &Reached, last: usize) -> (Vec<(usize, usize)>, usize) {
        let (mut steps, mut group) = (Vec::new(), last);
        loop {
            // Every group that was reached has a skill it was reached from; skills are reached once.
            let skill = reached.groups[group].unwrap_or_default();
            steps.push((skill, group));
            match reached.skills[skill].flatten() {
                Some(before) if steps.len() <= reached.skills.len() => group = before,
                _ => return (steps, skill),
            }
        }
    }

    /// Moves as much along the path as its narrowest step lets.
    fn push(&mut self, reached: &Reached, last: usize) {
        let (steps, first) = Self::path(reached, last);
        let back = |step: &[(usize, usize)]| (step[0].0, step[1].1);
        let returned: Vec<(usize, usize)> = steps.windows(2).map(back).collect();
        let narrowest = returned.iter().map(|(skill, group)| self.flow[*skill][*group]);
        let amount = narrowest.fold(self.unserved[first].min(self.free[last]), f64::min);
        self.unserved[first] -= amount;
        self.free[last] -= amount;
        steps.iter().for_each(|(skill, group)| self.flow[*skill][*group] += amount);
        returned.iter().for_each(|(skill, group)| self.flow[*skill][*group] -= amount);
    }
}

/// Whether groups of agents can serve the load of every skill if work could be divided at will, and which skills are short.
///
/// By Hall's condition they can if and only if no set of skills has more load than all agents who have any of them; the set
/// that is told is one with the greatest lack. The largest flow is found by shortest augmenting paths (Edmonds and Karp
/// 1972). Real contacts need more agents than a fluid: where nobody abandons the condition is necessary, not sufficient.
///
/// ```
/// use krarup::staffing::{CoverageInput, SkillGroup, SkillLoad, skill_coverage};
/// let skill = |name: &str, offered_load_erl| SkillLoad { name: name.to_owned(), offered_load_erl };
/// let group = |skills: &[&str], agents| SkillGroup { skills: skills.iter().map(|name| name.to_string()).collect(), agents };
/// let told = skill_coverage(&CoverageInput {
///     skills: vec![skill("french", 8.0), skill("german", 7.0), skill("english", 3.0)],
///     groups: vec![group(&["french"], 5.0), group(&["french", "german"], 9.0), group(&["english"], 20.0)],
///     max_occupancy: 1.0,
/// })?;
/// assert_eq!(told.short_skills, ["french", "german"]);
/// assert_eq!((told.short_load_erl, told.short_capacity_erl, told.served_load_erl), (15.0, 14.0, 17.0));
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range, a skill named twice and a group's skill that is none.
pub fn skill_coverage(input: &CoverageInput) -> Result<Coverage, StaffingError> {
    input.check()?;
    let loads: Vec<f64> = input.skills.iter().map(|skill| skill.offered_load_erl).collect();
    let capacity: Vec<f64> = input.groups.iter().map(|group| group.agents * input.max_occupancy).collect();
    let offered_load_erl: f64 = loads.iter().sum();
    let mut flow = Flow {
        has_skill: input.has_skill()?,
        unserved: loads.clone(),
        free: capacity.clone(),
        flow: vec![vec![0.0; capacity.len()]; loads.len()],
        least: 1e-12 * offered_load_erl,
    };
    let mut reached = flow.search();
    let mut paths = 0;
    while let Some(last) = reached.1 {
        flow.push(&reached.0, last);
        paths += 1;
        if paths > MAX_PATHS {
            return Err(StaffingError::TooMuchWork { limit: MAX_PATHS });
        }
        reached = flow.search();
    }
    let is_short: Vec<bool> = reached.0.skills.iter().map(Option::is_some).collect();
    let chosen = |values: &[f64], chosen: &dyn Fn(usize) -> bool| -> f64 {
        values.iter().enumerate().filter(|(place, _)| chosen(*place)).map(|(_, value)| value).sum()
    };
    let short = |place: usize| is_short.get(place).copied().unwrap_or(false);
    Ok(Coverage {
        is_feasible: !is_short.contains(&true),
        offered_load_erl,
        served_load_erl: flow.flow.iter().flatten().sum(),
        short_skills: (input.skills.iter().enumerate())
            .filter(|(place, _)| short(*place))
            .map(|(_, skill)| skill.name.clone())
            .collect(),
        short_load_erl: chosen(&loads, &short),
        short_capacity_erl: chosen(&capacity, &|group| reached.0.groups[group].is_some()),
        flow_erl: flow.flow,
    })
}
