//! Agents with several skills against all sets of skills tried, and the laws of the multi-skill start.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use krarup::random::Stream;
use krarup::staffing::{
    CoverageInput, PoolingInput, QueueDemand, QueueTargets, SkillGroup, SkillLoad, SkillStaffingInput,
    pool_queues, skill_coverage, staff_skills,
};
use proptest::prelude::*;

fn targets() -> QueueTargets {
    QueueTargets { service_level: Some(0.8), ..QueueTargets::default() }
}

fn close(got: f64, want: f64) -> bool {
    (got - want).abs() <= 1e-9 * want.abs().max(1.0)
}

fn queues(volumes: &[f64], aht_s: &[f64]) -> Vec<QueueDemand> {
    let one = |(place, (volume, aht_s)): (usize, (&f64, &f64))| QueueDemand {
        name: format!("q{place}"),
        volume: *volume,
        aht_s: *aht_s,
    };
    volumes.iter().zip(aht_s).enumerate().map(one).collect()
}

fn coverage_input(loads: &[f64], groups: &[(u32, f64)], max_occupancy: f64) -> CoverageInput {
    let name = |place: usize| format!("s{place}");
    let skills = loads.iter().enumerate();
    let of = |set: u32| (0..loads.len()).filter(|place| set >> place & 1 == 1).map(name).collect();
    CoverageInput {
        skills: skills
            .map(|(place, load)| SkillLoad { name: name(place), offered_load_erl: *load })
            .collect(),
        groups: groups.iter().map(|(set, agents)| SkillGroup { skills: of(*set), agents: *agents }).collect(),
        max_occupancy,
    }
}

/// The greatest lack of any set of skills, all sets tried.
fn plain_lack(input: &CoverageInput) -> f64 {
    (0_u32..1 << input.skills.len())
        .map(|set| {
            let inside = |name: &String| {
                let place = input.skills.iter().position(|skill| skill.name == *name).unwrap();
                set >> place & 1 == 1
            };
            let load = |skill: &SkillLoad| if inside(&skill.name) { skill.offered_load_erl } else { 0.0 };
            let can = |group: &SkillGroup| {
                if group.skills.iter().any(inside) { group.agents * input.max_occupancy } else { 0.0 }
            };
            input.skills.iter().map(load).sum::<f64>() - input.groups.iter().map(can).sum::<f64>()
        })
        .fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn coverage_is_that_of_all_sets_of_skills(
        loads in prop::collection::vec(prop_oneof![Just(0.0), 0.0..20.0_f64], 1..7),
        groups in prop::collection::vec((any::<u32>(), 0_u32..15), 0..12),
        max_occupancy in 0.5..1.0_f64,
    ) {
        let groups: Vec<(u32, f64)> = groups.into_iter().map(|(set, agents)| (set, f64::from(agents))).collect();
        let input = coverage_input(&loads, &groups, max_occupancy);
        let told = skill_coverage(&input).unwrap();
        let lack = plain_lack(&input);
        prop_assert!(close(told.offered_load_erl - told.served_load_erl, lack), "{told:?}: {lack}");
        prop_assert!(close(told.short_load_erl - told.short_capacity_erl, lack), "{told:?}: {lack}");
        prop_assert_eq!(told.is_feasible, lack <= 1e-9);
        prop_assert_eq!(told.is_feasible, told.short_skills.is_empty());
        for (skill, flow) in told.flow_erl.iter().enumerate() {
            prop_assert!(flow.iter().sum::<f64>() <= loads[skill] + 1e-9);
            for (group, flow) in flow.iter().enumerate() {
                prop_assert!(*flow == 0.0 || *flow > 0.0 && groups[group].0 >> skill & 1 == 1);
            }
        }
        for (group, (_, agents)) in groups.iter().enumerate() {
            prop_assert!(told.flow_erl.iter().map(|flow| flow[group]).sum::<f64>() <= agents * max_occupancy + 1e-9);
        }
    }

    #[test]
    fn a_multi_skill_start_has_the_agents_of_one_team(
        volumes in prop::collection::vec(0_u32..300, 1..9),
        aht_s in prop::collection::vec(60.0..600.0_f64, 9),
        skills_per_agent in 1_u32..=2,
        patient in any::<bool>(),
    ) {
        let volumes: Vec<f64> = volumes.into_iter().map(f64::from).collect();
        let targets = QueueTargets { patience_s: patient.then_some(120.0), ..targets() };
        let skills = queues(&volumes, &aht_s);
        let pooling = PoolingInput { queues: skills.clone(), interval_s: 1800.0, targets, pooled_aht_factor: 1.0 };
        let told = staff_skills(&SkillStaffingInput { skills, interval_s: 1800.0, targets, skills_per_agent }).unwrap();
        let pooled = pool_queues(&pooling).unwrap().pooled;
        prop_assert_eq!(told.pooled, pooled);
        prop_assert_eq!(told.primary.iter().map(|one| one.agents).sum::<u32>(), pooled.agents);
        prop_assert_eq!(told.groups.iter().map(|group| group.agents).sum::<f64>(), f64::from(pooled.agents));
        for (one, load) in told.primary.iter().zip(&pooling.queues).map(|(one, queue)| (one, queue.volume * queue.aht_s / 1800.0)) {
            prop_assert!(close(one.offered_load_erl, load));
            // Within one of Wallace and Whitt's real number where that is not negative for any skill.
            let real = load + told.safety.unwrap_or(0.0) * load.sqrt();
            prop_assert!(told.safety.is_some_and(|x| x < 0.0) || (f64::from(one.agents) - real).abs() < 1.0, "{one:?}: {real}");
            let of_groups = told.groups.iter().filter(|group| group.skills[0] == one.name).map(|group| group.agents);
            prop_assert_eq!(of_groups.sum::<f64>(), f64::from(one.agents));
        }
        let busy = told.primary.iter().filter(|one| one.agents > 0).count();
        let second = if busy > 1 { skills_per_agent as usize } else { 1 };
        prop_assert!(told.groups.iter().all(|group| group.skills.len() == second));
    }
}

#[test]
fn six_equal_skills_share_evenly() {
    let skills = queues(&[420.0; 6], &[600.0; 6]);
    let targets = QueueTargets { max_occupancy: Some(0.9), ..QueueTargets::default() };
    let told =
        staff_skills(&SkillStaffingInput { skills, interval_s: 18_000.0, targets, skills_per_agent: 2 })
            .unwrap();
    // 84 erlangs at 0.9 are 94 agents: 15 or 16 a skill, 3 or 4 of each pair.
    assert_eq!(told.pooled.agents, 94);
    assert!(told.primary.iter().all(|one| one.agents == 15 || one.agents == 16));
    assert_eq!(told.groups.len(), 30);
    assert!(told.groups.iter().all(|group| group.agents == 3.0 || group.agents == 4.0), "{:?}", told.groups);
    assert!(told.coverage.is_feasible);
}

#[test]
fn the_largest_coverage_ends_soon() {
    for seed in 0..3 {
        let mut dice = Stream::new(seed, 0, 0, 5);
        let skills = (0..64)
            .map(|place| SkillLoad { name: format!("s{place}"), offered_load_erl: dice.uniform() * 62.0 });
        let skills: Vec<SkillLoad> = skills.collect();
        let groups = (0..2_000).map(|_| {
            let number = 1 + dice.next_u64() % 3;
            let skills = (0..number).map(|_| format!("s{}", dice.next_u64() % 64)).collect();
            SkillGroup { skills, agents: dice.uniform() * 2.0 }
        });
        let input = CoverageInput { groups: groups.collect(), skills, max_occupancy: 1.0 };
        let start = std::time::Instant::now();
        let told = skill_coverage(&input).unwrap();
        let took = start.elapsed();
        println!("{took:?}, served {} of {}", told.served_load_erl, told.offered_load_erl);
        assert!(close(
            told.offered_load_erl - told.served_load_erl,
            told.short_load_erl - told.short_capacity_erl
        ));
        assert!(took.as_secs() < 30, "{took:?}");
    }
}
