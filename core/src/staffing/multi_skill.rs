//! A first staffing of agents with several skills, after Wallace and Whitt.

use super::coverage::{Coverage, CoverageInput, SkillGroup, SkillLoad, distinct, skill_coverage};
use super::error::{StaffingError, check};
use super::pooling::{QueueDemand, default_interval, together};
use super::queue_targets::{QueueStaffing, QueueTargets};
use serde::{Deserialize, Serialize};

/// Input of [`staff_skills`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillStaffingInput {
    /// What arrives for each skill, at most 32.
    pub skills: Vec<QueueDemand>,
    /// Length of the interval in seconds; half an hour unless given.
    #[serde(default = "default_interval")]
    pub interval_s: f64,
    /// What all contacts together must meet.
    pub targets: QueueTargets,
    /// Skills of each agent: 1 or 2, which gives most of what all would.
    #[serde(default = "two")]
    pub skills_per_agent: u32,
}

fn two() -> u32 {
    2
}

/// Agents whose primary skill this is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrimarySkill {
    /// The skill.
    pub name: String,
    /// Its offered load in erlangs.
    pub offered_load_erl: f64,
    /// Agents.
    pub agents: u32,
}

/// What [`staff_skills`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SkillStaffing {
    /// One team with every skill, which has as many agents.
    pub pooled: QueueStaffing,
    /// The safety of every skill in square roots of its load; `None` without load.
    pub safety: Option<f64>,
    /// Agents by primary skill, in the order given.
    pub primary: Vec<PrimarySkill>,
    /// Agents by skills, those of no agents left out.
    pub groups: Vec<SkillGroup>,
    /// Whether these could serve every skill's load as a fluid.
    pub coverage: Coverage,
}

const MAX_SKILLS: usize = 32;

/// Whole numbers in proportion to `parts` with this sum: rounded down, and what is left to the largest remainders.
fn apportion(total: u32, parts: &[f64]) -> Vec<u32> {
    let sum: f64 = parts.iter().sum();
    if sum <= 0.0 {
        return vec![0; parts.len()];
    }
    let exact: Vec<f64> = parts.iter().map(|part| f64::from(total) * (part / sum)).collect();
    let mut whole: Vec<u32> = exact.iter().map(|value| libm::floor(*value) as u32).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |place: usize| exact[place] - libm::floor(exact[place]);
    // A stable sort: of equal remainders the first comes first.
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)));
    let given: u32 = whole.iter().sum();
    for place in order.into_iter().cycle().take(total.saturating_sub(given) as usize) {
        whole[place] += 1;
    }
    whole
}

/// Agents by skill as a start: as many as one team with every skill needs, divided by loads and their square roots, each
/// with a second skill in proportion to the agents of the others.
///
/// Wallace and Whitt 2005: with C agents of the pooled model, Cₖ = αₖ + x·√αₖ where x makes the sum C, and
/// Cₖᵢ = Cₖ·Cᵢ/(C − Cₖ) of them have i as second skill; rounded so that sums stay. They go on from here by simulation: the
/// start has the agents of full flexibility, which is the least that could do, and two skills an agent come close to it.
///
/// ```
/// use krarup::staffing::{QueueDemand, QueueTargets, SkillStaffingInput, staff_skills};
/// let skill = |name: &str, volume| QueueDemand { name: name.to_owned(), volume, aht_s: 300.0 };
/// let told = staff_skills(&SkillStaffingInput {
///     skills: vec![skill("sales", 120.0), skill("service", 60.0), skill("technical", 30.0)],
///     interval_s: 1800.0,
///     targets: QueueTargets { service_level: Some(0.8), ..QueueTargets::default() },
///     skills_per_agent: 2,
/// })?;
/// assert_eq!(told.primary.iter().map(|one| one.agents).sum::<u32>(), told.pooled.agents);
/// assert!(told.coverage.is_feasible);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range, with the skill from 0; those of
/// [`Requirement::solve`](super::Requirement::solve).
pub fn staff_skills(input: &SkillStaffingInput) -> Result<SkillStaffing, StaffingError> {
    let number = input.skills.len();
    check("skills", number as f64, number <= MAX_SKILLS, "must be at most 32 skills")?;
    let each = input.skills_per_agent;
    check("skills_per_agent", f64::from(each), (1..=2).contains(&each), "must be 1 or 2")?;
    distinct(input.skills.iter().map(|skill| skill.name.as_str()))?;
    let (volume, aht_s, loads) = together(&input.skills, input.interval_s)?;
    let pooled = input.targets.requirement(volume, input.interval_s, aht_s.unwrap_or(1.0)).solve()?;
    let load: f64 = loads.iter().sum();
    let roots: f64 = loads.iter().map(|load| load.sqrt()).sum();
    let safety = (roots > 0.0).then(|| (f64::from(pooled.agents) - load) / roots);
    // Far below the load, as abandonment allows, a small skill could come out below nobody.
    let share = |load: &f64| (load + safety.unwrap_or(0.0) * load.sqrt()).max(0.0);
    let primary = apportion(pooled.agents, &loads.iter().map(share).collect::<Vec<_>>());
    let name = |place: usize| input.skills.get(place).map_or_else(String::new, |skill| skill.name.clone());
    let mut groups = Vec::new();
    for (first, agents) in primary.iter().enumerate() {
        let others = |second: usize| if second == first { 0.0 } else { f64::from(primary[second]) };
        let weights: Vec<f64> = (0..number).map(others).collect();
        let alone = each == 1 || weights.iter().all(|weight| *weight == 0.0);
        let counts = if alone { vec![0; number] } else { apportion(*agents, &weights) };
        let mut group = |skills: Vec<String>, agents: u32| {
            if agents > 0 {
                groups.push(SkillGroup { skills, agents: f64::from(agents) });
            }
        };
        if alone {
            group(vec![name(first)], *agents);
        }
        for (second, agents) in counts.into_iter().enumerate() {
            group(vec![name(first), name(second)], agents);
        }
    }
    let skills = input.skills.iter().zip(&loads);
    let coverage = skill_coverage(&CoverageInput {
        skills: skills
            .clone()
            .map(|(skill, load)| SkillLoad { name: skill.name.clone(), offered_load_erl: *load })
            .collect(),
        groups: groups.clone(),
        max_occupancy: 1.0,
    })?;
    let primary = (skills.zip(primary))
        .map(|((skill, load), agents)| PrimarySkill {
            name: skill.name.clone(),
            offered_load_erl: *load,
            agents,
        })
        .collect();
    Ok(SkillStaffing { pooled: pooled.into(), safety, primary, groups, coverage })
}
